"""What happens when an instant has passed, and that it happens once."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from core.cases.commands.accept_assignment import accept_assignment
from core.cases.commands.approve_return import approve_return
from core.cases.commands.request_return import request_return
from core.cases.inputs.handling import AcceptAssignment
from core.cases.inputs.returns import ApproveReturn, RequestReturn
from core.clock import SHANGHAI
from core.db.read import Row
from core.deadlines.fire import fire_due
from tests.core.deadlines.desk import accepted, copies, dispatched
from tests.support.office import Office

SECOND = timedelta(seconds=1)
WINDOW_CLOSES = datetime(2026, 11, 18, 18, 0, tzinfo=SHANGHAI)
ACCEPTANCE_DUE = datetime(2026, 11, 17, 18, 0, tzinfo=SHANGHAI)
HANDLING_DUE = datetime(2026, 11, 23, 18, 0, tzinfo=SHANGHAI)


async def at(office: Office, instant: datetime) -> int:
    office.clock.set(instant)
    return await fire_due(office.pool, office.services)


async def events(office: Office, case_id: UUID) -> list[tuple[str, str, datetime]]:
    """What the timers did: type, clock kind, instant."""
    rows = await office.pool.fetch(
        "select type, body, occurred_at from case_event where case_id = $1 and actor = 'system' order by case_version",
        case_id,
    )
    return [(row["type"], row["body"]["kind"], row["occurred_at"].astimezone(SHANGHAI)) for row in rows]


async def row_of(office: Office, table: str, id_: UUID) -> Row:
    row: Row = await office.pool.fetchrow(f"select * from {table} where id = $1", id_)
    return row


async def clock_of(office: Office, assignment_id: UUID, kind: str) -> Row:
    row: Row = await office.pool.fetchrow(
        "select * from clock where assignment_id = $1 and kind = $2", assignment_id, kind
    )
    return row


async def armed(office: Office) -> int:
    count: int = await office.pool.fetchval("select count(*) from timer where state = 'ARMED'")
    return count


async def test_a_timer_does_not_fire_at_the_instant_it_is_due(office: Office) -> None:
    case_id, _ = await dispatched(office)
    assert await at(office, WINDOW_CLOSES - 2 * timedelta(days=1)) == 0
    await at(office, WINDOW_CLOSES - SECOND)
    before = await events(office, case_id)

    fired = await at(office, WINDOW_CLOSES)

    assert fired == 0
    assert await events(office, case_id) == before


async def test_silence_means_accepted_from_the_first_second_after_the_window(office: Office) -> None:
    case_id, assignment_id = await dispatched(office)
    await at(office, WINDOW_CLOSES)

    await at(office, WINDOW_CLOSES + SECOND)

    assignment = await row_of(office, "assignment", assignment_id)
    assert (assignment["state"], assignment["deemed_accepted"], assignment["version"]) == ("ACCEPTED", True, 2)
    assert assignment["accepted_at"] == WINDOW_CLOSES
    assert (await events(office, case_id))[-1] == ("deemedAccepted", "RETURN_WINDOW", WINDOW_CLOSES)
    window = await clock_of(office, assignment_id, "RETURN_WINDOW")
    assert (window["state"], window["stopped_at"], window["breached_at"]) == ("MET", WINDOW_CLOSES, None)
    acceptance = await clock_of(office, assignment_id, "ACCEPTANCE")
    assert (acceptance["state"], acceptance["stopped_at"]) == ("LATE", WINDOW_CLOSES)
    assert acceptance["breached_at"] == ACCEPTANCE_DUE


async def test_acceptance_that_is_due_with_the_window_is_met_by_it(office: Office) -> None:
    case_id, assignment_id = await dispatched(office)
    await office.pool.execute("update clock set due_at = $1 where kind = 'ACCEPTANCE'", WINDOW_CLOSES)
    await office.pool.execute(
        "update timer set due_at = $1 from clock "
        "where clock.id = clock_id and clock.kind = 'ACCEPTANCE' and timer.kind = 'RED'",
        WINDOW_CLOSES,
    )

    await at(office, WINDOW_CLOSES + SECOND)

    acceptance = await clock_of(office, assignment_id, "ACCEPTANCE")
    assert (acceptance["state"], acceptance["breached_at"]) == ("MET", None)
    assert ("redCard", "ACCEPTANCE", WINDOW_CLOSES) not in await events(office, case_id)
    state = "select timer.state from timer join clock on clock.id = clock_id where clock.kind = $1 and timer.kind = $2"
    assert await office.pool.fetchval(state, "ACCEPTANCE", "RED") == "DISARMED"


async def test_the_window_of_an_accepted_assignment_closes_and_changes_nothing_else(office: Office) -> None:
    case_id, assignment_id = await dispatched(office)
    await office.run(accept_assignment, "unit_liaison", AcceptAssignment(assignment_id=assignment_id))
    before = await row_of(office, "assignment", assignment_id)

    await at(office, WINDOW_CLOSES + SECOND)

    assert await row_of(office, "assignment", assignment_id) == before
    assert (await events(office, case_id))[-1] == ("returnWindowClosed", "RETURN_WINDOW", WINDOW_CLOSES)
    assert (await clock_of(office, assignment_id, "RETURN_WINDOW"))["state"] == "MET"
    assert (await clock_of(office, assignment_id, "ACCEPTANCE"))["state"] == "MET"


async def test_a_request_to_return_stays_undecided_when_the_window_closes(office: Office) -> None:
    case_id, assignment_id = await dispatched(office)
    unit_id = await office.pool.fetchval("select id from unit where code = 'ta-waterworks'")
    reason = await office.pool.fetchval("select code from code where set = 'return_reason' limit 1")
    request = RequestReturn(
        assignment_id=assignment_id, reason=reason, explanation="不属职责", basis="三定规定", suggested_unit_id=unit_id
    )
    await office.run(request_return, "unit_liaison", request)

    await at(office, WINDOW_CLOSES + SECOND)

    assert (await row_of(office, "assignment", assignment_id))["state"] == "RETURN_REQUESTED"
    assert (await events(office, case_id))[-1][0] == "returnWindowClosed"
    await office.run(approve_return, "dispatcher", ApproveReturn(assignment_id=assignment_id))
    assert (await row_of(office, "assignment", assignment_id))["state"] == "RETURNED"
    assert await armed(office) == 2, "the dispatch clock alone runs"


async def test_a_leap_of_the_clock_fires_in_order_each_at_its_own_instant(office: Office) -> None:
    case_id, assignment_id = await dispatched(office)

    fired = await at(office, HANDLING_DUE + timedelta(days=3))

    found = await events(office, case_id)
    assert fired == len(found) == 7
    assert [instant for _, _, instant in found] == sorted(instant for _, _, instant in found)
    handling = [(type_, instant) for type_, kind, instant in found if kind == "HANDLING"]
    friday = datetime(2026, 11, 20, 18, 0, tzinfo=SHANGHAI)
    assert handling == [("yellowCard", friday), ("redCard", HANDLING_DUE)]
    clock = await clock_of(office, assignment_id, "HANDLING")
    assert (clock["state"], clock["warned_at"], clock["breached_at"]) == ("RUNNING", friday, HANDLING_DUE)
    assert await armed(office) == 0


async def test_versions_stay_contiguous_and_every_event_is_referred_to(office: Office) -> None:
    case_id, _ = await dispatched(office)
    first = await office.pool.fetchval("select count(*) from outbox")

    fired = await at(office, HANDLING_DUE + SECOND)

    case = await row_of(office, "case_file", case_id)
    versions = await office.pool.fetch(
        "select distinct case_version from case_event where case_id = $1 order by 1", case_id
    )
    assert [row["case_version"] for row in versions] == list(range(1, case["version"] + 1))
    assert await office.pool.fetchval("select count(*) from outbox") == first + fired
    unreferred = "select count(*) from case_event e where not exists (select from outbox o where o.event_id = e.id)"
    assert await office.pool.fetchval(unreferred) == 0
    assert (case["last_event_type"], case["last_event_at"]) == ("redCard", HANDLING_DUE)


async def test_the_case_is_due_with_what_still_runs_after_a_deemed_acceptance(office: Office) -> None:
    case_id, _ = await dispatched(office)
    assert (await row_of(office, "case_file", case_id))["due_at"] < WINDOW_CLOSES
    await office.pool.execute(
        "update clock set state = 'CANCELLED', stopped_at = started_at where kind = 'FIRST_CONTACT'"
    )

    await at(office, WINDOW_CLOSES + SECOND)

    assert (await row_of(office, "case_file", case_id))["due_at"] == HANDLING_DUE


async def test_the_ordinary_scan_leaves_a_replay_alone_and_the_replay_the_others(office: Office) -> None:
    replay = UUID(int=7)
    ordinary = await accepted(office)
    replayed = await accepted(office)
    await office.pool.execute("update timer set replay_id = $1 where case_id = $2", replay, replayed)

    await at(office, HANDLING_DUE)

    assert await events(office, replayed) == []
    assert [type_ for type_, _, _ in await events(office, ordinary)] == ["yellowCard", "redCard"]
    office.services.replay_id = replay
    try:
        assert await fire_due(office.pool, office.services) == 2
    finally:
        office.services.replay_id = None
    assert [type_ for type_, _, _ in await events(office, replayed)] == ["yellowCard", "redCard"]


@pytest.mark.parametrize("limit", [1, 3, 500])
async def test_passes_of_any_size_fire_everything(office: Office, limit: int) -> None:
    case_id, _ = await dispatched(office)
    await copies(office, case_id, 9)
    office.clock.set(HANDLING_DUE + SECOND)

    fired = await fire_due(office.pool, office.services, limit=limit)

    assert fired == 70
    assert await armed(office) == 0


async def test_a_case_in_anybodys_hands_is_left_to_the_next_call(office: Office) -> None:
    held, _ = await dispatched(office)
    [(free, _)] = await copies(office, held, 1)
    office.clock.set(HANDLING_DUE + SECOND)
    async with office.pool.acquire() as connection, connection.transaction():
        await connection.execute("update case_file set title_mask = title_mask where id = $1", held)

        assert await fire_due(office.pool, office.services) == 7

        assert len(await events(office, free)) == 7
        assert await events(office, held) == []

    assert await fire_due(office.pool, office.services) == 7
    assert len(await events(office, held)) == 7


async def test_a_command_that_comes_before_the_timer_tells_the_breach_in_its_place(office: Office) -> None:
    case_id, assignment_id = await dispatched(office)
    office.clock.set(ACCEPTANCE_DUE + SECOND)
    await office.run(accept_assignment, "unit_liaison", AcceptAssignment(assignment_id=assignment_id))

    await fire_due(office.pool, office.services)

    clock = await clock_of(office, assignment_id, "ACCEPTANCE")
    assert (clock["state"], clock["breached_at"]) == ("LATE", ACCEPTANCE_DUE)
    told = await office.pool.fetch(
        "select * from case_event where type = 'redCard' and body ->> 'clock' = $1", str(clock["id"])
    )
    assert [(row["case_id"], row["actor"], row["body"]["due"]) for row in told] == [
        (case_id, str(office.viewer("unit_liaison").id), ACCEPTANCE_DUE.astimezone(UTC).isoformat())
    ]
