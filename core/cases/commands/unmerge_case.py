"""unmergeCase: the case leaves its master; state, assignments and clocks are as they were before the merge."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from core.access.viewer import Viewer
from core.cases import check
from core.cases.begin import on_case
from core.cases.change import Change
from core.cases.inputs.triage import UnmergeCase
from core.cases.model import merge
from core.cases.outcome import Outcome
from core.cases.part import PER_ASSIGNMENT
from core.cases.states import AssignmentState, CaseState
from core.cases.verbs import Verb
from core.cases.write import write
from core.db.uow import UnitOfWork
from core.deadlines.kinds import ClockKind

_MERGE = select(merge.c.cancelled, merge.c.at).where(merge.c.id == bindparam("id"))


async def unmerge_case(uow: UnitOfWork, actor: Viewer, input: UnmergeCase) -> Outcome:
    """Nothing is lost: the same assignments live on, and their clocks stood for as long as the case was merged."""
    change = await on_case(uow, actor, Verb.UNMERGE_CASE, input)
    before = CaseState(change.facts.row["state_before"])
    change.because(check.text(input.reason, "reason"), state=(CaseState.MERGED, before))
    waiting = change.facts.waiting("merge")[0]
    merged = await uow.fetch_one(_MERGE, id=waiting.id)
    assert merged is not None
    restored = {UUID(id_): AssignmentState(state) for id_, state in merged["cancelled"].items()}
    _restore(change, restored, merged["at"])
    change.decide(merge, waiting.id, undone_at=uow.now)
    change.case |= {"master_id": None, "state_before": None}
    change.move(before)
    change.note(restored=sorted(merged["cancelled"]))
    return await write(change)


def _restore(change: Change, restored: dict[UUID, AssignmentState], merged_at: datetime) -> None:
    change.clocks.restore(merged_at, CaseState.MERGED.value, assignments=restored, kinds=PER_ASSIGNMENT)
    for assignment_id, state in restored.items():
        change.set(assignment_id, state, ended_at=None)
        if state is AssignmentState.LONG_TERM:
            change.clocks.pause(ClockKind.HANDLING, assignment_id, state.value)
