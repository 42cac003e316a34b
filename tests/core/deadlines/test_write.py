"""The clocks of a case through a command: what is written, and which timers are armed for it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from core.db.read import Row
from core.db.uow import unit_of_work
from core.deadlines.write import ClockChanges
from tests.core.deadlines.desk import dispatched
from tests.core.deadlines.oracle import at
from tests.support.office import Office

CARD, DUE = at("2026-11-20 18:00"), at("2026-11-23 18:00")
MOMENT = timedelta(seconds=1)


async def change(office: Office, case_id: UUID, *calls: tuple[Any, ...]) -> list[str]:
    """Call methods of the case's clocks, write, and say whose breach was written."""
    profile = office.services.profiles.version("taian", 2)
    async with unit_of_work(office.pool, office.services) as uow:
        rows = await office.pool.fetch("select * from clock where case_id = $1", case_id)
        changes = ClockChanges(rows, profile, office.services.calendar(profile), uow.now)
        for name, *arguments in calls:
            getattr(changes, name)(*arguments)
        await changes.write(uow)
        return [row["kind"] for row in changes.overtaken()]


async def handling(office: Office, case_id: UUID) -> Row:
    query = "select * from clock where case_id = $1 and kind = 'HANDLING'"
    row: Row = await office.pool.fetchrow(query, case_id)
    return row


async def timers(office: Office, case_id: UUID) -> dict[str, tuple[str, int, datetime]]:
    rows = await office.pool.fetch(
        "select t.* from timer t join clock c on c.id = clock_id where c.case_id = $1 and c.kind = 'HANDLING'", case_id
    )
    return {row["kind"]: (row["state"], row["gen"], row["due_at"]) for row in rows}


async def test_a_new_clock_is_armed(office: Office) -> None:
    case_id, _ = await dispatched(office)

    assert await timers(office, case_id) == {"YELLOW": ("ARMED", 1, CARD), "RED": ("ARMED", 1, DUE)}


async def test_an_extension_raises_the_generation_of_both_timers(office: Office) -> None:
    case_id, assignment_id = await dispatched(office)

    await change(office, case_id, ("extend", "HANDLING", assignment_id, 1))

    tuesday = at("2026-11-24 18:00")
    assert await timers(office, case_id) == {"YELLOW": ("ARMED", 2, DUE), "RED": ("ARMED", 2, tuesday)}


async def test_writing_what_did_not_move_leaves_the_timers_alone(office: Office) -> None:
    case_id, _ = await dispatched(office)

    await change(office, case_id, ("replace", await handling(office, case_id), {"days": 5}))

    assert await timers(office, case_id) == {"YELLOW": ("ARMED", 1, CARD), "RED": ("ARMED", 1, DUE)}


async def test_a_standing_clock_has_no_timer_and_runs_on_with_a_new_generation(office: Office) -> None:
    case_id, assignment_id = await dispatched(office)
    office.clock.set(at("2026-11-18 10:00"))
    await change(office, case_id, ("pause", "HANDLING", assignment_id, "LONG_TERM"))
    assert await timers(office, case_id) == {"YELLOW": ("DISARMED", 1, CARD), "RED": ("DISARMED", 1, DUE)}
    office.clock.set(at("2026-11-19 10:00"))

    await change(office, case_id, ("resume", "HANDLING", assignment_id))

    due = at("2026-11-24 18:00")
    assert await timers(office, case_id) == {"YELLOW": ("ARMED", 2, DUE), "RED": ("ARMED", 2, due)}


async def test_an_ended_clock_has_no_timer(office: Office) -> None:
    case_id, assignment_id = await dispatched(office)

    await change(office, case_id, ("end", "HANDLING", assignment_id))

    assert {state for state, _, _ in (await timers(office, case_id)).values()} == {"DISARMED"}
    assert (await handling(office, case_id))["state"] == "MET"


async def test_a_shorter_budget_moves_both_timers_nearer(office: Office) -> None:
    case_id, _ = await dispatched(office)

    await change(office, case_id, ("replace", await handling(office, case_id), {"days": 1}))

    due, card = at("2026-11-17 18:00"), at("2026-11-16 18:00")
    assert await timers(office, case_id) == {"YELLOW": ("ARMED", 2, card), "RED": ("ARMED", 2, due)}


async def test_a_budget_that_leaves_no_room_for_a_card_disarms_it(office: Office) -> None:
    case_id, _ = await dispatched(office)
    monday_evening = {"days": 1, "started_at": at("2026-11-16 18:30")}

    await change(office, case_id, ("replace", await handling(office, case_id), monday_evening))

    due = at("2026-11-17 18:00")
    assert await timers(office, case_id) == {"YELLOW": ("DISARMED", 1, CARD), "RED": ("ARMED", 2, due)}


async def test_a_change_that_comes_after_due_and_before_the_timer_writes_the_breach(office: Office) -> None:
    case_id, assignment_id = await dispatched(office)
    office.clock.set(DUE + MOMENT)

    told = await change(office, case_id, ("extend", "HANDLING", assignment_id, 3))

    clock = await handling(office, case_id)
    assert told == ["HANDLING"]
    assert (clock["breached_at"], clock["due_at"]) == (DUE, at("2026-11-26 18:00"))
    assert (await timers(office, case_id))["RED"][0] == "DISARMED"


async def test_a_change_at_the_due_instant_writes_no_breach(office: Office) -> None:
    case_id, assignment_id = await dispatched(office)
    office.clock.set(DUE)

    told = await change(office, case_id, ("extend", "HANDLING", assignment_id, 3))

    assert told == []
    assert (await handling(office, case_id))["breached_at"] is None


async def test_a_breach_is_told_once_however_often_the_clock_changes(office: Office) -> None:
    case_id, assignment_id = await dispatched(office)
    office.clock.set(DUE + MOMENT)
    twice = (("pause", "HANDLING", assignment_id, "LONG_TERM"), ("end", "HANDLING", assignment_id))

    assert await change(office, case_id, *twice) == ["HANDLING"]
    assert await change(office, case_id, ("resume", "HANDLING", assignment_id)) == []

    assert (await handling(office, case_id))["breached_at"] == DUE
