"""withdrawCase (撤单): the reporter takes the appeal back."""

from core.access.viewer import Viewer
from core.cases import check
from core.cases.begin import on_case
from core.cases.inputs.intake import WithdrawCase
from core.cases.outcome import Outcome
from core.cases.release import end
from core.cases.states import CaseState
from core.cases.verbs import Verb
from core.cases.write import write
from core.db.uow import UnitOfWork


async def withdraw_case(uow: UnitOfWork, actor: Viewer, input: WithdrawCase) -> Outcome:
    """Everything that is live ends; the case cannot be opened again."""
    change = await on_case(uow, actor, Verb.WITHDRAW_CASE, input)
    change.because(check.text(input.reason, "reason"), state=(change.facts.state, CaseState.WITHDRAWN))
    end(change, CaseState.WITHDRAWN, "WITHDRAWN")
    return await write(change)
