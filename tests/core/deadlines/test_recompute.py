"""What the import of a notice does to the clocks that run, and to those that do not."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from core.cases.commands.accept_assignment import accept_assignment
from core.cases.commands.approve_extension import approve_extension
from core.cases.commands.log_contact import log_contact
from core.cases.commands.request_extension import request_extension
from core.cases.inputs.extension import ApproveExtension, RequestExtension
from core.cases.inputs.handling import AcceptAssignment, LogContact
from core.db.connection import open_pool
from core.db.read import Row
from core.db.uow import unit_of_work
from core.deadlines import clocks
from core.deadlines.day import Day
from core.deadlines.fire import fire_due
from core.deadlines.import_year import import_year
from core.deadlines.notice import read_notice
from core.deadlines.proposal import Proposal, laid_in
from core.deadlines.recompute import recompute_open_clocks
from core.errors import VersionMoved
from core.office import read_workdays
from tests.core.deadlines.desk import copies, dispatched
from tests.core.deadlines.notices import NOTICE_2027
from tests.core.deadlines.oracle import at
from tests.support.office import Office

NOTICE = "国办发明电〔2026〕7号"
EARLIER = read_notice(NOTICE_2027)
"""31 December free, 27 December and 3 January worked: what was due on 5 January is due on the 4th."""
LATER = replace(EARLIER, days=tuple(Day(day.date, day.date.month > 1 and day.working) for day in EARLIER.days))
"""The whole of January free as well: what was due on 5 January is due on 2 February."""
DISPATCHED, PROVISIONAL_DUE = at("2026-12-14 10:00"), at("2027-01-05 18:00")


@pytest.fixture
async def desk(office: Office) -> AsyncIterator[Office]:
    """The office, whose calendar is as it was after the test."""
    days = await office.pool.fetch("select * from calendar_day where day >= '2026-12-01'")
    workdays = office.services.workdays
    yield office
    office.services.workdays = workdays
    await office.pool.execute("delete from calendar_day where day >= '2026-12-01'")
    await office.pool.execute("delete from calendar_year where year > 2026")
    await office.pool.copy_records_to_table("calendar_day", records=[tuple(row) for row in days])


async def imported(office: Office, proposal: Proposal) -> int:
    async with unit_of_work(office.pool, office.services) as uow:
        changed = await import_year(uow, proposal, NOTICE)
    office.services.workdays = await read_workdays(office.read)
    return changed


async def of_2026_12_14(office: Office) -> tuple[UUID, UUID]:
    """A case whose handling is due provisionally on 2027-01-05."""
    office.clock.set(DISPATCHED)
    return await dispatched(office, enterprise=True)


async def handling(office: Office, assignment_id: UUID) -> Row:
    query = "select * from clock where assignment_id = $1 and kind = 'HANDLING'"
    row: Row = await office.pool.fetchrow(query, assignment_id)
    return row


async def timers(office: Office, clock_id: UUID) -> dict[str, tuple[str, int, datetime]]:
    rows = await office.pool.fetch("select kind, state, gen, due_at from timer where clock_id = $1", clock_id)
    return {row["kind"]: (row["state"], row["gen"], row["due_at"]) for row in rows}


async def recalculated(office: Office) -> list[Row]:
    rows: list[Row] = await office.pool.fetch("select * from case_event where type = 'deadlineRecalculated'")
    return rows


async def test_the_golden_date_is_provisional_until_the_notice_moves_it(desk: Office) -> None:
    case_id, assignment_id = await of_2026_12_14(desk)
    before = await handling(desk, assignment_id)
    version = await desk.pool.fetchval("select version from case_file where id = $1", case_id)
    assert (before["due_at"], before["provisional"]) == (PROVISIONAL_DUE, True)

    changed = await imported(desk, EARLIER)

    clock = await handling(desk, assignment_id)
    due, card = at("2027-01-04 18:00"), at("2027-01-03 18:00")
    assert changed == 1
    assert (clock["due_at"], clock["yellow_at"], clock["provisional"]) == (due, card, False)
    assert await timers(desk, clock["id"]) == {"YELLOW": ("ARMED", 2, card), "RED": ("ARMED", 2, due)}
    assignment = await desk.pool.fetchrow("select due_at, version from assignment where id = $1", assignment_id)
    assert tuple(assignment) == (due, 2)
    case = await desk.pool.fetchrow("select * from case_file where id = $1", case_id)
    assert (case["version"], case["last_event_type"]) == (version + 1, "deadlineRecalculated")
    [event] = await recalculated(desk)
    assert (event["case_version"], event["actor"], event["occurred_at"]) == (version + 1, "system", DISPATCHED)
    assert event["body"] == {
        "fields": ["dueAt"],
        "clocks": [
            {
                "clock": str(clock["id"]), "kind": "HANDLING", "before": "2027-01-05T10:00:00+00:00",
                "after": "2027-01-04T10:00:00+00:00", "provisional": False,
            }
        ],
    }  # fmt: skip
    assert await desk.pool.fetchval("select true from outbox where event_id = $1", event["id"])


async def test_a_due_time_moves_later_freely_and_its_old_timer_never_fires(desk: Office) -> None:
    case_id, assignment_id = await of_2026_12_14(desk)
    await desk.run(accept_assignment, "unit_liaison", AcceptAssignment(assignment_id=assignment_id))

    await imported(desk, LATER)

    due = (await handling(desk, assignment_id))["due_at"]
    assert due == at("2027-02-02 18:00")
    desk.clock.set(PROVISIONAL_DUE + timedelta(days=1))
    await fire_due(desk.pool, desk.services)
    assert (await handling(desk, assignment_id))["breached_at"] is None
    assert await desk.pool.fetchval("select due_at from case_file where id = $1", case_id) is not None
    desk.clock.set(due + timedelta(seconds=1))
    await fire_due(desk.pool, desk.services)
    assert (await handling(desk, assignment_id))["breached_at"] == due


async def test_the_case_is_due_with_its_earliest_clock_after_the_import(desk: Office) -> None:
    case_id, assignment_id = await of_2026_12_14(desk)
    await desk.pool.execute("update clock set state = 'MET', stopped_at = $1 where kind <> 'HANDLING'", DISPATCHED)

    await imported(desk, EARLIER)

    assert await desk.pool.fetchval("select due_at from case_file where id = $1", case_id) == at("2027-01-04 18:00")
    assert (await handling(desk, assignment_id))["due_at"] == at("2027-01-04 18:00")


async def test_the_same_notice_again_changes_nothing(desk: Office) -> None:
    await of_2026_12_14(desk)
    await imported(desk, EARLIER)
    tables = ("calendar_day", "calendar_year", "case_file", "clock", "timer", "case_event", "outbox")
    before = [await desk.pool.fetch(f"select * from {name} order by 1") for name in tables]
    desk.clock.set(DISPATCHED + timedelta(hours=1))

    assert await imported(desk, EARLIER) == 0

    assert [await desk.pool.fetch(f"select * from {name} order by 1") for name in tables] == before


async def test_the_calendar_is_what_the_notice_says(desk: Office) -> None:
    expected = laid_in(desk.services.workdays, EARLIER)

    await imported(desk, EARLIER)

    found = desk.services.workdays
    assert (found.days, found.official_years) == (expected.days, expected.official_years)
    assert found.is_working(date(2026, 12, 27))
    assert not found.is_working(date(2026, 12, 31))
    year = await desk.pool.fetchrow("select * from calendar_year where year = 2027")
    assert (year["notice"], year["imported_at"]) == (NOTICE, desk.clock.now())
    assert await desk.pool.fetchval("select source from calendar_day where day = '2026-12-31'") == NOTICE
    assert await desk.pool.fetchval("select source from calendar_day where day = '2026-12-30'") == "seed"


async def test_a_corrected_notice_changes_days_and_digest(desk: Office) -> None:
    _, assignment_id = await of_2026_12_14(desk)
    await imported(desk, EARLIER)
    digest = await desk.pool.fetchval("select digest from calendar_year where year = 2027")

    assert await imported(desk, LATER) == 1

    assert await desk.pool.fetchval("select digest from calendar_year where year = 2027") != digest
    assert (await handling(desk, assignment_id))["due_at"] > PROVISIONAL_DUE


async def test_nearly_due_stays_as_promised_with_its_yellow_card(desk: Office) -> None:
    _, assignment_id = await of_2026_12_14(desk)
    desk.clock.set(at("2027-01-04 10:00"))

    await imported(desk, EARLIER)

    clock = await handling(desk, assignment_id)
    assert (clock["due_at"], clock["yellow_at"]) == (PROVISIONAL_DUE, at("2027-01-04 18:00"))
    assert (clock["provisional"], clock["held_until"]) == (False, PROVISIONAL_DUE)
    assert await desk.pool.fetchval("select version from assignment where id = $1", assignment_id) == 1
    assert (await timers(desk, clock["id"]))["RED"] == ("ARMED", 1, PROVISIONAL_DUE)
    # and the same notice again, or a later day, takes nothing of it away, while a later date needs no keeping
    desk.clock.set(at("2027-01-04 17:00"))
    assert await imported(desk, EARLIER) == 0
    await imported(desk, LATER)
    clock = await handling(desk, assignment_id)
    assert (clock["due_at"], clock["held_until"]) == (at("2027-02-02 18:00"), None)


@pytest.mark.parametrize(
    "ended",
    [
        "update clock set state = 'MET', stopped_at = '2026-12-20' where kind = 'HANDLING'",
        "update clock set breached_at = due_at where kind = 'HANDLING'",
        "update clock set rule = 'explicit', days = null where kind = 'HANDLING'",
        "update clock set due_at = '2026-12-14 01:00+00' where kind = 'HANDLING'",
    ],
)
async def test_what_ended_was_breached_promised_or_is_over_stays(desk: Office, ended: str) -> None:
    _, assignment_id = await of_2026_12_14(desk)
    await desk.pool.execute(ended)
    before = await handling(desk, assignment_id)

    assert await imported(desk, LATER) == 0

    assert await handling(desk, assignment_id) == before
    assert await recalculated(desk) == []


async def test_a_clock_that_ends_before_the_changed_dates_is_not_asked(desk: Office) -> None:
    await dispatched(desk)

    assert await imported(desk, LATER) == 0
    assert await recalculated(desk) == []


async def test_an_official_due_time_moves_when_december_is_rearranged(desk: Office) -> None:
    desk.clock.set(at("2026-12-08 10:00"))
    _, assignment_id = await dispatched(desk, enterprise=True)
    before = await handling(desk, assignment_id)
    assert (before["due_at"], before["provisional"]) == (at("2026-12-29 18:00"), False)

    assert await imported(desk, EARLIER) == 1

    clock = await handling(desk, assignment_id)
    assert (clock["due_at"], clock["provisional"]) == (at("2026-12-28 18:00"), False)


async def test_what_a_command_wrote_by_the_former_calendar_is_picked_up_by_the_next_run(desk: Office) -> None:
    former = desk.services.workdays
    desk.clock.set(DISPATCHED)
    await imported(desk, EARLIER)
    desk.services.workdays = former
    _, assignment_id = await dispatched(desk, enterprise=True)
    assert (await handling(desk, assignment_id))["provisional"] is True

    assert await imported(desk, EARLIER) == 1

    clock = await handling(desk, assignment_id)
    assert (clock["due_at"], clock["provisional"]) == (at("2027-01-04 18:00"), False)


async def test_three_hundred_open_clocks_match_a_fresh_computation(desk: Office) -> None:
    case_id, _ = await of_2026_12_14(desk)
    chance = random.Random(2027)
    cases = await copies(desk, case_id, 300)
    rows = {id_: _some_clock(desk, await handling(desk, id_), chance) for _, id_ in cases}
    await _store(desk, rows)

    changed = await imported(desk, EARLIER)

    profile = desk.services.profiles.version("taian", 2)
    moved = 0
    for assignment_id, row in rows.items():
        found = dict(await handling(desk, assignment_id))
        fresh = clocks.reckon(row, profile, desk.services.calendar(profile))
        asked = row["due_at"] is not None and row["due_at"] >= DISPATCHED
        assert found == row | (fresh if asked else {})
        moved += asked and found != row
    events = await recalculated(desk)
    assert changed == len(events) == moved + 1 >= 100, "the case that was copied is one more"


def _some_clock(office: Office, row: Row, chance: random.Random) -> dict[str, Any]:
    profile = office.services.profiles.version("taian", 2)
    start = at("2026-11-23 08:00") + timedelta(minutes=chance.randrange(21 * 24 * 60))
    new = dict(row) | {"started_at": start, "days": chance.randint(3, 25)}
    if chance.random() < 0.3:
        since = start + timedelta(hours=chance.randint(1, 90))
        until = min(since + timedelta(hours=chance.randint(1, 90)), DISPATCHED)
        if since < until:
            new["pauses"] = [{"since": since.isoformat(), "until": until.isoformat(), "reason": "MERGED"}]
    if chance.random() < 0.3:
        new["extensions"] = [{"amount": chance.randint(1, 10), "at": start.isoformat()}]
    return new | clocks.reckon(new, profile, office.services.calendar(profile))


async def _store(office: Office, rows: dict[UUID, dict[str, Any]]) -> None:
    names = ("started_at", "days", "pauses", "extensions", "due_at", "yellow_at", "provisional")
    setting = ", ".join(f"{name} = ${at}" for at, name in enumerate(names, 2))
    await office.pool.executemany(
        f"update clock set {setting} where id = $1",
        [(row["id"], *(row[name] for name in names)) for row in rows.values()],
    )


async def test_two_calendars_that_are_the_same_change_nothing(desk: Office) -> None:
    await of_2026_12_14(desk)
    same = desk.services.workdays

    async with unit_of_work(desk.pool, desk.services) as uow:
        assert await recompute_open_clocks(uow, same, same) == 0


async def test_an_import_while_officers_extend_loses_neither(desk: Office) -> None:
    case_id, first = await of_2026_12_14(desk)
    assignments = [first, *(id_ for _, id_ in await copies(desk, case_id, 59))]
    over = asyncio.Event()
    pool = await open_pool(desk.dsn, size=5)
    try:
        officers = [
            asyncio.create_task(_extend(desk, pool, assignments[n::4], random.Random(n), over)) for n in range(4)
        ]
        await asyncio.sleep(0.3)
        await imported(desk, EARLIER)
        over.set()
        extended = sum(await asyncio.gather(*officers))
    finally:
        await pool.close()
    await imported(desk, EARLIER)

    assert extended >= 1  # how many depends on the machine
    profile = desk.services.profiles.version("taian", 2)
    rows = await desk.pool.fetch("select * from clock where kind = 'HANDLING'")
    fresh = {row["id"]: clocks.reckon(row, profile, desk.services.calendar(profile)) for row in rows}
    assert {row["id"]: {name: row[name] for name in fresh[row["id"]]} for row in rows} == fresh
    assert sum(len(row["extensions"]) for row in rows) == extended
    apart = (
        "select count(*) from assignment a join clock c on c.assignment_id = a.id "
        "where c.kind = 'HANDLING' and c.due_at <> a.due_at"
    )
    assert await desk.pool.fetchval(apart) == 0
    stale = (
        "select count(*) from timer t join clock c on c.id = clock_id "
        "where t.kind = 'RED' and t.state = 'ARMED' and t.due_at <> c.due_at"
    )
    assert await desk.pool.fetchval(stale) == 0


async def _extend(
    office: Office, pool: Any, assignments: list[UUID], chance: random.Random, over: asyncio.Event
) -> int:
    """Accept, ask for days and grant them, until it is over; how many extensions were granted."""
    granted = 0
    for assignment_id in assignments:
        if over.is_set():
            break
        ask = RequestExtension(
            assignment_id=assignment_id, days=chance.randint(1, 5), reason="COMPLEX", explanation="需现场勘查",
            citizen_told_at=DISPATCHED,
        )  # fmt: skip
        await _insist(office, pool, accept_assignment, "unit_liaison", AcceptAssignment(assignment_id=assignment_id))
        await _insist(office, pool, log_contact, "unit_liaison", LogContact(
            assignment_id=assignment_id, method="PHONE", outcome="REACHED",
        ))  # fmt: skip
        await _insist(office, pool, request_extension, "unit_liaison", ask)
        await _insist(office, pool, approve_extension, "city_lead", ApproveExtension(assignment_id=assignment_id))
        granted += 1
    return granted


async def _insist(office: Office, pool: Any, command: Any, role: str, asked: object) -> None:
    """Decide again when somebody else wrote the case first, as the API does."""
    for _ in range(20):
        with suppress(VersionMoved):
            async with unit_of_work(pool, office.services) as uow:
                await command(uow, office.viewer(role), asked)
            return
    raise AssertionError("overtaken twenty times")
