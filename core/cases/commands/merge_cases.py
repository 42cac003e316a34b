"""mergeCases (并单): the case lives on in a master; its reporter keeps channel, secrecy, callback and rating."""

from core.access.viewer import Viewer
from core.cases import check, decide
from core.cases.begin import on_case
from core.cases.change import ids
from core.cases.dispatching import release_all
from core.cases.inputs import MergeCases
from core.cases.model import merge
from core.cases.outcome import Outcome
from core.cases.queries import case_facts
from core.cases.states import OPEN, CaseState
from core.cases.verbs import Verb
from core.db.uow import UnitOfWork
from core.errors import ErrorCode, NotFound, Refused, register

NOT_A_MASTER = register(
    ErrorCode(
        "NOT_A_MASTER",
        "只能并入另一件未办结且未被并单的工单。",
        "A case is merged into another that is open and not merged itself.",
        "13(4)",
    )
)


async def merge_cases(uow: UnitOfWork, actor: Viewer, input: MergeCases) -> Outcome:
    """Live assignments are cancelled; an unmerge restores them."""
    change = await on_case(uow, actor, Verb.MERGE_CASES, input)
    master = await case_facts(uow, input.master_id)
    if not decide.visible(actor, master):
        raise NotFound(field=("input", "masterId"))
    if master.id == change.facts.id or master.state not in OPEN:
        raise Refused(NOT_A_MASTER, field=("input", "masterId"))
    states = {one.id: one.state.value for one in change.facts.assignments}
    cancelled = release_all(change)
    change.add(
        merge, case_id=change.facts.id, master_id=master.id, reason=check.text(input.reason, "reason"),
        state_before=change.facts.state.value, cancelled={str(one): states[one] for one in cancelled}, by=actor.id, at=uow.now,
    )  # fmt: skip
    change.case |= {"master_id": master.id, "state_before": change.facts.state.value}
    change.move(CaseState.MERGED)
    change.note(master=str(master.id), cancelled=ids(cancelled))
    return await change.write()
