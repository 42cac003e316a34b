"""Corrections: what they change, what they keep, what they refuse."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from core.assignments.model import assignment
from core.cases.commands.accept_assignment import accept_assignment
from core.cases.commands.accept_case import accept_case
from core.cases.commands.approve_extension import approve_extension
from core.cases.commands.correct_case import correct_case
from core.cases.commands.dispatch_case import dispatch_case
from core.cases.commands.register_case import register_case
from core.cases.commands.request_extension import request_extension
from core.cases.commands.request_information import request_information
from core.cases.commands.supply_information import supply_information
from core.cases.commands.withdraw_case import withdraw_case
from core.cases.inputs.dispatch import DispatchCase, DispatchTarget
from core.cases.inputs.extension import ApproveExtension, RequestExtension
from core.cases.inputs.handling import AcceptAssignment
from core.cases.inputs.intake import CorrectCase, RegisterCase, RequestInformation, SupplyInformation, WithdrawCase
from core.cases.inputs.triage import AcceptCase
from core.cases.model import case_correction, case_file
from core.cases.states import Channel, Kind, Role, Secrecy, Urgency
from core.cases.wording import WORDS
from core.deadlines.fire import fire_due
from core.deadlines.model import clock, timer
from core.errors import Refused, Stale
from core.events.model import case_event, outbox
from core.sealing.fields import open_
from core.units.model import unit
from tests.support.office import START, Office

PROPERTY, WATER_CUT, TAISHAN, CITY = "0101", "160101", "370902", "370900"


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """An instant of November 2026 in Tai'an."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


async def registered(office: Office, kind: Kind = Kind.HELP_REQUEST, urgency: Urgency = Urgency.NORMAL) -> UUID:
    """A case of the morning of Monday, 16 November."""
    case = RegisterCase(
        channel=Channel.PHONE, kind=kind, title="停水", content="x", district=TAISHAN, place="东岳大街", urgency=urgency
    )
    return UUID(str((await office.run(register_case, "operator", case)).case_id))


async def dispatched(office: Office, category: str = PROPERTY) -> tuple[UUID, UUID]:
    """A case sent to one unit on that Monday at 10:00, and the unit's assignment."""
    id_ = await registered(office)
    await office.run(accept_case, "dispatcher", AcceptCase(case_id=id_, category=category))
    to = await office.read.fetch_value(select(unit.c.id).where(unit.c.code == "ta-housing"))
    target = DispatchTarget(unit_id=to, role=Role.LEAD, basis="《物业管理条例》第五条")
    await office.run(dispatch_case, "dispatcher", DispatchCase(case_id=id_, targets=(target,)))
    part = await office.read.fetch_value(select(assignment.c.id).where(assignment.c.case_id == id_))
    return id_, part


async def correct(office: Office, case_id: UUID, role: str = "operator", **values: Any) -> Any:
    """Correct the case."""
    return await office.run(correct_case, role, CorrectCase(**{"case_id": case_id, "reason": "登记有误", **values}))


async def clock_of(office: Office, case_id: UUID, kind: str) -> Mapping[str, Any]:
    """The case's only clock of the kind."""
    (row,) = await office.read.fetch(select(clock).where(clock.c.case_id == case_id, clock.c.kind == kind))
    return row


async def row_of(office: Office, case_id: UUID) -> Mapping[str, Any]:
    """The case."""
    row = await office.read.fetch_one(select(case_file).where(case_file.c.id == case_id))
    assert row is not None
    return row


async def armed(office: Office, clock_id: UUID) -> dict[str, datetime]:
    """When the clock's timers fire."""
    rows = await office.read.fetch(select(timer).where(timer.c.clock_id == clock_id, timer.c.state == "ARMED"))
    return {row["kind"]: row["due_at"] for row in rows}


async def test_what_an_import_kept_for_the_former_budget_does_not_hold_the_new_one(office: Office) -> None:
    id_, _ = await dispatched(office)
    await office.pool.execute("update clock set held_until = due_at where kind = 'HANDLING'")

    await correct(office, id_, category=WATER_CUT)

    handling = await clock_of(office, id_, "HANDLING")
    assert (handling["due_at"], handling["held_until"]) == (local(17, 10), None)


async def test_a_case_categorised_anew_on_day_4_is_timed_from_its_first_dispatch(office: Office) -> None:
    id_, part = await dispatched(office)
    assert (await clock_of(office, id_, "HANDLING"))["due_at"] == local(23, 18)
    office.clock.set(local(19, 15))

    await correct(office, id_, category=WATER_CUT)

    handling = await clock_of(office, id_, "HANDLING")
    assert (handling["days"], handling["minutes"], handling["mode"]) == (None, 1440, "CLOCK")
    assert (handling["rule"], handling["started_at"]) == ("taian@2/HANDLING/utility", START)
    assert (handling["due_at"], handling["state"]) == (local(17, 10), "RUNNING")
    assert (await armed(office, handling["id"]))["RED"] == local(17, 10)
    due = await office.read.fetch_one(select(assignment).where(assignment.c.id == part))
    assert due is not None
    assert (due["due_at"], due["version"]) == (local(17, 10), 2)
    assert (await row_of(office, id_))["due_at"] == min(
        local(17, 10), (await clock_of(office, id_, "ACCEPTANCE"))["due_at"]
    )


async def test_a_longer_budget_gives_more_time_from_the_first_start(office: Office) -> None:
    id_, _ = await dispatched(office, WATER_CUT)
    assert (await clock_of(office, id_, "HANDLING"))["due_at"] == local(17, 10)
    office.clock.set(local(16, 17))
    await correct(office, id_, category=PROPERTY)
    handling = await clock_of(office, id_, "HANDLING")
    assert (handling["days"], handling["minutes"], handling["due_at"]) == (5, None, local(23, 18))
    assert await armed(office, handling["id"]) == {"YELLOW": local(20, 18), "RED": local(23, 18)}


async def test_a_breach_that_happened_stays_written(office: Office) -> None:
    id_, _ = await dispatched(office, WATER_CUT)
    office.clock.set(local(17, 10, 1))
    await fire_due(office.pool, office.services)
    await correct(office, id_, category=PROPERTY)
    handling = await clock_of(office, id_, "HANDLING")
    assert (handling["breached_at"], handling["due_at"]) == (local(17, 10), local(23, 18))
    assert "RED" not in await armed(office, handling["id"])


async def test_a_breach_that_shows_only_now_is_written_once(office: Office) -> None:
    id_, _ = await dispatched(office)
    office.clock.set(local(19, 15))
    await correct(office, id_, category=WATER_CUT)
    await fire_due(office.pool, office.services)
    assert (await clock_of(office, id_, "HANDLING"))["breached_at"] == local(17, 10)


async def test_urgency_changes_the_clocks_that_ask_for_it(office: Office) -> None:
    id_ = await registered(office)
    await correct(office, id_, urgency=Urgency.LIFE_DANGER)
    triage = await clock_of(office, id_, "TRIAGE")
    assert (triage["minutes"], triage["mode"], triage["due_at"]) == (15, "CLOCK", local(16, 10, 15))
    assert ((await row_of(office, id_))["urgency"], (await row_of(office, id_))["due_at"]) == (
        "LIFE_DANGER",
        local(16, 10, 15),
    )


async def test_a_correction_taken_back_leaves_every_clock_as_it_was(office: Office) -> None:
    id_, _ = await dispatched(office)
    clocks = select(clock).where(clock.c.case_id == id_).order_by(clock.c.id)
    timers = select(timer.c.clock_id, timer.c.kind, timer.c.state, timer.c.due_at).order_by(timer.c.id)
    before = [[dict(row) for row in await office.read.fetch(rows)] for rows in (clocks, timers)]
    office.clock.set(local(16, 10, 5))
    there_and_back = [("category", WATER_CUT, PROPERTY), ("urgency", Urgency.LIFE_DANGER, Urgency.NORMAL)]
    for name, wrong, right in there_and_back:
        await correct(office, id_, **{name: wrong})
        await correct(office, id_, **{name: right})
        assert [[dict(row) for row in await office.read.fetch(rows)] for rows in (clocks, timers)] == before


async def test_pauses_are_kept(office: Office) -> None:
    id_ = await registered(office)
    office.clock.set(local(16, 10, 10))
    await office.run(request_information, "operator", RequestInformation(case_id=id_, missing=("place",)))
    await correct(office, id_, urgency=Urgency.LIFE_DANGER)
    standing = await clock_of(office, id_, "TRIAGE")
    assert (standing["state"], standing["due_at"], len(standing["pauses"])) == ("PAUSED", None, 1)
    office.clock.set(local(16, 11, 10))
    await office.run(supply_information, "operator", SupplyInformation(case_id=id_, place="东岳大街"))
    assert (await clock_of(office, id_, "TRIAGE"))["due_at"] == local(16, 11, 15)


async def _extended(office: Office) -> UUID:
    id_, part = await dispatched(office)
    asked = RequestExtension(assignment_id=part, days=3, reason="COMPLEX", explanation="x", citizen_told_at=START)
    await office.run(accept_assignment, "unit_liaison", AcceptAssignment(assignment_id=part))
    await office.run(request_extension, "unit_liaison", asked)
    await office.run(approve_extension, "reviewer", ApproveExtension(assignment_id=part))
    return id_


async def test_an_extension_in_days_is_not_turned_into_minutes(office: Office) -> None:
    id_ = await _extended(office)
    before = await clock_of(office, id_, "HANDLING")
    await correct(office, id_, category=WATER_CUT)
    after = await clock_of(office, id_, "HANDLING")
    assert dict(after) == dict(before)
    assert after["due_at"] == local(26, 18)
    assert (await row_of(office, id_))["category"] == WATER_CUT


async def test_clocks_that_have_ended_stay_as_they_were(office: Office) -> None:
    id_, _ = await dispatched(office)
    before = await clock_of(office, id_, "TRIAGE")
    await correct(office, id_, urgency=Urgency.LIFE_DANGER)
    assert dict(await clock_of(office, id_, "TRIAGE")) == dict(before)


async def test_a_place_is_corrected_with_its_path_and_gate(office: Office) -> None:
    id_ = await registered(office)
    before = await clock_of(office, id_, "TRIAGE")
    await correct(office, id_, district=CITY)
    row = await row_of(office, id_)
    assert (row["district"], row["district_path"], row["gate"]) == (CITY, "/370900", CITY)
    assert dict(await clock_of(office, id_, "TRIAGE")) == dict(before)


async def test_what_was_and_is_is_kept_in_codes(office: Office) -> None:
    id_ = await registered(office)
    outcome = await correct(office, id_, reason=" 看错了 ", district=CITY, secrecy=Secrecy.PRIVACY, category=PROPERTY)
    assert (outcome.case_id, outcome.object_id, outcome.version) == (id_, id_, 2)
    changes = {"category": [None, PROPERTY], "district": [TAISHAN, CITY], "secrecy": ["NORMAL", "PRIVACY"]}
    kept = await office.read.fetch_one(select(case_correction))
    event = await office.read.fetch_one(select(case_event).where(case_event.c.case_version == 2))
    assert kept is not None
    assert event is not None
    assert (kept["case_id"], kept["changes"]) == (id_, changes)
    key = await office.services.keys.case_key(await office.pool.fetchval("select case_key from case_file"))
    field = WORDS[case_correction]["reason"]
    assert open_(key, field.ref(kept["id"]), kept["reason_sealed"]) == "看错了"
    assert (kept["by"], kept["at"]) == (office.viewer("operator").id, START)
    assert (event["type"], event["secrecy"]) == ("correctCase", 1)
    assert event["body"] == {"fields": ["category", "district", "secrecy"], "changes": changes}
    assert await office.read.fetch_one(select(outbox).where(outbox.c.event_id == event["id"])) is not None
    row = await row_of(office, id_)
    assert (row["version"], row["last_event_type"], row["state"]) == (2, "correctCase", "RECEIVED")


async def test_an_event_is_kept_as_closely_as_the_case_was(office: Office) -> None:
    id_ = await registered(office)
    await correct(office, id_, secrecy=Secrecy.REPORTER_CONFIDENTIAL)
    await correct(office, id_, secrecy=Secrecy.NORMAL)
    levels = await office.read.fetch(select(case_event.c.secrecy).order_by(case_event.c.case_version))
    assert [row["secrecy"] for row in levels] == [0, 2, 2]


async def refusal(office: Office, case_id: UUID, role: str = "operator", **values: Any) -> Refused:
    """Why the correction is refused; nothing is written."""
    before = dict(await row_of(office, case_id))
    with pytest.raises(Refused) as refused:
        await correct(office, case_id, role, **values)
    assert dict(await row_of(office, case_id)) == before
    assert await office.read.fetch(select(case_correction)) == []
    return refused.value


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({}, "NOTHING_TO_CORRECT", None),
        ({"district": TAISHAN, "urgency": Urgency.NORMAL, "secrecy": Secrecy.NORMAL}, "NOTHING_TO_CORRECT", None),
        ({"category": "9999"}, "UNKNOWN_CODE", "category"),
        ({"district": "110000"}, "UNKNOWN_CODE", "district"),
        ({"district": CITY, "reason": " "}, "REQUIRED", "reason"),
        ({"district": CITY, "reason": "x" * 2_001}, "TOO_LONG", "reason"),
    ],
    ids=["nothing", "the same", "no category", "no district", "no reason", "too long a reason"],
)
async def test_what_cannot_be_meant_is_refused(
    office: Office, values: dict[str, Any], code: str, field: str | None
) -> None:
    refused = await refusal(office, await registered(office), **values)
    assert (refused.code.code, refused.field) == (code, ("input", field) if field else None)


@pytest.mark.parametrize("secrecy", [Secrecy.NORMAL, Secrecy.PRIVACY])
async def test_a_report_stays_confidential(office: Office, secrecy: Secrecy) -> None:
    refused = await refusal(office, await registered(office, Kind.REPORT), secrecy=secrecy)
    assert (refused.code.code, refused.field) == ("REPORT_STAYS_CONFIDENTIAL", ("input", "secrecy"))


async def test_nobody_puts_a_case_beyond_their_own_clearance(office: Office) -> None:
    refused = await refusal(office, await registered(office), secrecy=Secrecy.DISCIPLINE)
    assert refused.code.code == "NOT_ALLOWED"


async def test_who_sees_but_may_not_correct_is_told_so(office: Office) -> None:
    refused = await refusal(office, await registered(office), "callback_officer", district=CITY)
    assert (refused.code.code, refused.params) == ("NOT_ALLOWED", {"verb": "correctCase"})


async def test_who_does_not_see_the_case_does_not_find_it(office: Office) -> None:
    assert (await refusal(office, await registered(office), "unit_liaison", district=CITY)).code.code == "NOT_FOUND"


async def test_an_ended_case_is_not_corrected(office: Office) -> None:
    id_ = await registered(office)
    await office.run(withdraw_case, "operator", WithdrawCase(case_id=id_, reason="x"))
    with pytest.raises(Refused) as refused:
        await correct(office, id_, district=CITY)
    assert (refused.value.code.code, refused.value.params["state"]) == ("NOT_IN_STATE", "WITHDRAWN")


async def test_a_stale_caller_learns_what_changed(office: Office) -> None:
    id_ = await registered(office)
    await correct(office, id_, district=CITY, expected_version=1)
    with pytest.raises(Stale) as stale:
        await correct(office, id_, urgency=Urgency.URGENT, expected_version=1)
    assert stale.value.detail.current_version == 2
    assert stale.value.detail.changed_fields == ("district",)
    assert stale.value.detail.by == str(office.viewer("operator").id)
