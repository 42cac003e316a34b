"""A water company at work: its staff, its area, cases for it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from core.access.viewer import Grant, Viewer
from core.api import (
    AcceptCase,
    Channel,
    DispatchCase,
    DispatchTarget,
    Kind,
    RegisterCase,
    Role,
    accept_case,
    dispatch_case,
    new_id,
    register_case,
)
from core.db.uow import unit_of_work
from plugins.utility_queues.commands.acknowledge_ticket import acknowledge_ticket
from plugins.utility_queues.commands.add_service_area import add_service_area
from plugins.utility_queues.commands.claim_ticket import claim_ticket
from plugins.utility_queues.commands.publish_outage import publish_outage
from plugins.utility_queues.commands.request_minutes import request_minutes
from plugins.utility_queues.commands.set_roster import set_roster
from plugins.utility_queues.inputs import (
    AddServiceArea,
    ClaimTicket,
    OnTicket,
    Place,
    PublishOutage,
    RequestMinutes,
    SetRoster,
    ShiftTime,
)
from plugins.utility_queues.vocabulary import Utility
from tests.support.plugged import Plugged

TAISHAN, NINGYANG, CITY = "370902", "370921", "370900"
WATER_CUT, WATER_BILL = "160101", "160103"
WATERWORKS = "ta-waterworks"
COMPANY = "utility_service"
BEFORE = datetime(2026, 11, 16, 1, 30, tzinfo=UTC)
"""When a notice starts, unless a test says otherwise."""
BASIS = "泰安市供水特许经营协议"


async def unit_id(office: Plugged, code: str = WATERWORKS) -> UUID:
    return UUID(str(await office.pool.fetchval("select id from unit where code = $1", code)))


async def rows(office: Plugged, table: str, order: str = "id") -> Sequence[Any]:
    found: Sequence[Any] = await office.pool.fetch(f"select * from utility_queues_{table} order by {order}")
    return found


async def staff(office: Plugged, number: int, code: str = WATERWORKS) -> list[UUID]:
    """New accounts that hold a grant at the company."""
    path, made = await office.pool.fetchval("select path from unit where code = $1", code), []
    for _ in range(number):
        id_ = new_id()
        made.append(id_)
        await office.pool.execute(
            "insert into account (id, subject, kind, name, active) values ($1, $2, 'PERSON', '值班员', true)",
            id_,
            f"t:{id_}",
        )
        await office.pool.execute(
            "insert into role_grant (id, account_id, role, unit_path, district_path, clearance, valid_from)"
            " values ($1, $2, 'unit_handler', $3, '/370900', 2, '2020-01-01')",
            new_id(),
            id_,
            path,
        )
    return made


async def worker(office: Plugged, account_id: UUID, code: str = WATERWORKS) -> Viewer:
    """Somebody who may do what the company's system may."""
    path = await office.pool.fetchval("select path from unit where code = $1", code)
    grant = Grant(COMPANY, path, "/370900", 2, datetime(2020, 1, 1, tzinfo=UTC), None)
    return Viewer(account_id, f"t:{account_id}", (grant,), office.matrix, office.clock.now())


async def area(
    office: Plugged, district: str = CITY, code: str = WATERWORKS, utility: Utility = Utility.WATER, **more: Any
) -> UUID:
    given = AddServiceArea(
        company_id=await unit_id(office, code),
        utility=utility,
        district=district,
        basis=BASIS,
        valid_from=more.pop("valid_from", date(2026, 1, 1)),
        **more,
    )
    done = await office.run(add_service_area, "city_lead", given)
    found: UUID = done.object_id
    return found


def around_the_clock(accounts: Sequence[UUID], line: int = 1) -> tuple[ShiftTime, ...]:
    """Three shifts a day, taken in turn."""
    return tuple(
        ShiftTime(
            line=line,
            weekday=weekday,
            start_minute=(third * 480 + 60) % 1440,
            minutes=480,
            account_id=accounts[third % len(accounts)],
        )
        for weekday in range(7)
        for third in range(3)
    )


async def roster(office: Plugged, shifts: Sequence[ShiftTime], code: str = WATERWORKS) -> None:
    today = (office.clock.now() + timedelta(hours=8)).date()
    given = SetRoster(company_id=await unit_id(office, code), valid_from=today, shifts=tuple(shifts))
    await office.run(set_roster, COMPANY, given)


async def registered(office: Plugged, **more: Any) -> UUID:
    """A call about a water cut."""
    given = RegisterCase(
        channel=more.pop("channel", Channel.PHONE),
        kind=more.pop("kind", Kind.HELP_REQUEST),
        title="停水",
        content="家里没有水",
        district=more.pop("district", TAISHAN),
        category=more.pop("category", WATER_CUT),
        place=more.pop("place", "岱庙街道某小区"),
        **more,
    )
    done = await office.run(register_case, "operator", given)
    found: UUID = done.object_id
    return found


async def accepted(office: Plugged, category: str = WATER_CUT, **more: Any) -> UUID:
    case_id = await registered(office, category=category, **more)
    await office.run(accept_case, "operator", AcceptCase(case_id=case_id, category=category))
    return case_id


async def dispatched(office: Plugged, code: str = WATERWORKS, **more: Any) -> UUID:
    """A case with the company; the case's id."""
    basis = more.pop("basis", None)
    case_id = await accepted(office, **more)
    target = DispatchTarget(unit_id=await unit_id(office, code), role=Role.LEAD, basis=basis)
    await office.run(dispatch_case, "dispatcher", DispatchCase(case_id=case_id, targets=(target,)))
    return case_id


async def claimed(office: Plugged, ticket_id: UUID | None = None) -> Any:
    """The company's system takes a ticket; what the command answered."""
    given = ClaimTicket(company_id=await unit_id(office), ticket_id=ticket_id)
    return await office.run(claim_ticket, COMPANY, given)


async def published(office: Plugged, district: str = TAISHAN, role: str = COMPANY, **more: Any) -> UUID:
    now = office.clock.now()
    given = PublishOutage(
        company_id=await unit_id(office),
        utility=Utility.WATER,
        places=more.pop("places", (Place(district=district),)),
        cause=more.pop("cause", "FAULT"),
        planned=False,
        starts_at=more.pop("starts_at", now - timedelta(minutes=30)),
        expected_at=more.pop("expected_at", now + timedelta(hours=4)),
        **more,
    )
    done = await office.run(publish_outage, role, given)
    found: UUID = done.object_id
    return found


async def state_of(office: Plugged, case_id: UUID) -> str:
    return str(await office.pool.fetchval("select state from case_file where id = $1", case_id))


async def run_as(office: Plugged, viewer: Viewer, command: Any, input: object) -> Any:
    async with unit_of_work(office.pool, office.services) as uow:
        return await command(uow, viewer, input)


async def in_hand(office: Plugged) -> Any:
    """The company's system takes the oldest ticket and acknowledges it; the lease it goes on holding."""
    held = await claimed(office)
    await office.run(acknowledge_ticket, COMPANY, OnTicket(ticket_id=held.object_id, lease_token=held.version))
    return held


async def asked_for(office: Plugged, held: Any, minutes: int = 60, **more: Any) -> Any:
    """More minutes are asked for on a ticket in hand."""
    given = {
        "reason": "CONSTRUCTION",
        "explanation": "管网抢修",
        "citizen_told_at": office.clock.now(),
        **more,
    }
    request = RequestMinutes(ticket_id=held.object_id, lease_token=held.version, minutes=minutes, **given)
    return await office.run(request_minutes, COMPANY, request)
