"""withdrawCase (撤单): the caller takes the appeal back."""

from core.access.viewer import Viewer
from core.cases import check
from core.cases.begin import on_case
from core.cases.dispatching import release_all
from core.cases.inputs import WithdrawCase
from core.cases.outcome import Outcome
from core.cases.states import CaseState
from core.cases.verbs import Verb
from core.db.uow import UnitOfWork


async def withdraw_case(uow: UnitOfWork, actor: Viewer, input: WithdrawCase) -> Outcome:
    """Everything that is live ends; the case cannot be opened again."""
    change = await on_case(uow, actor, Verb.WITHDRAW_CASE, input)
    check.text(input.reason, "reason")
    release_all(change)
    change.case |= {"outcome": "WITHDRAWN", "closed_at": uow.now}
    change.move(CaseState.WITHDRAWN)
    return await change.write()
