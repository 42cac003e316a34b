"""unmergeCase: the case leaves its master; state, assignments and clocks are as they were before the merge."""

from uuid import UUID

from sqlalchemy import bindparam, select

from core.access.viewer import Viewer
from core.cases import check
from core.cases.begin import on_case
from core.cases.inputs import UnmergeCase
from core.cases.model import merge
from core.cases.outcome import Outcome
from core.cases.states import AssignmentState, CaseState
from core.cases.verbs import Verb
from core.db.uow import UnitOfWork

_MERGE = select(merge.c.cancelled, merge.c.at).where(merge.c.id == bindparam("id"))


async def unmerge_case(uow: UnitOfWork, actor: Viewer, input: UnmergeCase) -> Outcome:
    """Nothing is lost: the same assignments live on, and their clocks stood for as long as the case was merged."""
    change = await on_case(uow, actor, Verb.UNMERGE_CASE, input)
    check.text(input.reason, "reason")
    waiting = change.facts.waiting("merge")[0]
    merged = await uow.fetch_one(_MERGE, id=waiting.id)
    assert merged is not None
    for assignment_id, state in merged["cancelled"].items():
        change.set(UUID(assignment_id), AssignmentState(state), ended_at=None)
    change.clocks.restore(merged["at"], "MERGED")
    change.decide(merge, waiting.id, undone_at=uow.now)
    change.case |= {"master_id": None, "state_before": None}
    change.move(CaseState(change.facts.row["state_before"]))
    change.note(restored=sorted(merged["cancelled"]))
    return await change.write()
