"""What must hold of every case at any time, whatever was done to it."""

from collections import Counter
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.cases.case_clocks import CLOCK_OF
from core.cases.derive import DERIVED, derived_state
from core.cases.facts import CaseFacts
from core.cases.states import LIVE, AssignmentState, CaseState
from core.db.read import Read
from core.deadlines.model import timer
from core.deadlines.timers import needed
from core.events.model import case_event

_CASE = bindparam("case_id", type_=Uuid(as_uuid=True))
_ARMED = select(timer.c.clock_id, timer.c.kind, timer.c.due_at).where(
    timer.c.case_id == _CASE, timer.c.state == "ARMED"
)
_VERSIONS = (
    select(case_event.c.case_version, case_event.c.seq)
    .where(case_event.c.case_id == _CASE)
    .order_by(case_event.c.case_version, case_event.c.seq)
)
_RUNNING = frozenset({"RUNNING", "PAUSED"})
_SEVERAL = frozenset({"COMMITMENT"})


async def armed(read: Read, case_id: UUID) -> set[tuple[UUID, str, datetime]]:
    """The case's armed timers: clock, kind, due."""
    return {(row["clock_id"], row["kind"], row["due_at"]) for row in await read.fetch(_ARMED, case_id=case_id)}


async def assert_sound(read: Read, facts: CaseFacts, now: datetime) -> None:
    """Every invariant of a case."""
    assert_state_is_derived(facts)
    assert_clocks_fit_states(facts)
    await assert_versions_are_told(read, facts)
    await assert_timers_are_armed(read, facts, now)


async def assert_timers_are_armed(read: Read, facts: CaseFacts, now: datetime) -> None:
    """A yellow card that is past may still wait for the scanner, or have been shown."""
    expected = {(row["id"], kind.value, due) for row in facts.clocks for kind, due in needed(row, now).items()}
    past = {
        (row["id"], "YELLOW", row["yellow_at"]) for row in facts.clocks if row["yellow_at"] and row["yellow_at"] <= now
    }
    assert await armed(read, facts.id) - past == expected - past


def assert_state_is_derived(facts: CaseFacts) -> None:
    if facts.state in DERIVED:
        assert facts.state is derived_state(facts.row["round"], facts.assignments)
    held = {one.parent_id for one in facts.assignments if one.state in LIVE}
    for one in facts.assignments:
        if one.state is AssignmentState.SUB_DISPATCHED:
            assert one.id in held
    if facts.state is CaseState.MERGED or facts.row["closed_at"] is not None:
        assert not [one for one in facts.assignments if one.state in LIVE]


def assert_clocks_fit_states(facts: CaseFacts) -> None:
    open_ = [row for row in facts.clocks if row["state"] in _RUNNING]
    several = Counter((row["kind"], row["assignment_id"]) for row in open_ if row["kind"] not in _SEVERAL)
    assert set(several.values()) <= {1}
    own = {row["kind"] for row in open_ if row["assignment_id"] is None}
    assert own == {CLOCK_OF[facts.state].value} if facts.state in CLOCK_OF else not own
    standing = {row["kind"] for row in open_ if row["state"] == "PAUSED" and row["assignment_id"] is None}
    assert standing == ({"TRIAGE"} if facts.state is CaseState.NEEDS_INFORMATION else set())
    states = {one.id: one.state for one in facts.assignments}
    for row in open_:
        if row["assignment_id"] is not None and row["kind"] not in _SEVERAL:
            assert states[row["assignment_id"]] in LIVE
            assert (row["state"] == "PAUSED") == (
                row["kind"] == "HANDLING" and states[row["assignment_id"]] is AssignmentState.LONG_TERM
            )


async def assert_versions_are_told(read: Read, facts: CaseFacts) -> None:
    rows = await read.fetch(_VERSIONS, case_id=facts.id)
    assert sorted({row["case_version"] for row in rows}) == list(range(1, facts.version + 1))
    assert len(rows) == len({(row["case_version"], row["seq"]) for row in rows})
