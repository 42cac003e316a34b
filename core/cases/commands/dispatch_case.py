"""dispatchCase (派单): one lead with co-handlers, or several units in parallel (Art. 14(1), (2))."""

from core.access.viewer import Viewer
from core.cases.begin import on_case
from core.cases.dispatching import dispatch, foresee_dispatch
from core.cases.inputs.dispatch import DispatchCase
from core.cases.outcome import Outcome
from core.cases.states import CaseState
from core.cases.verbs import Verb
from core.cases.write import write
from core.db.uow import UnitOfWork


async def dispatch_case(uow: UnitOfWork, actor: Viewer, input: DispatchCase) -> Outcome:
    """Every unit's clocks start now, not when it accepts."""
    foresee_dispatch(uow, input.case_id, input.targets)
    change = await on_case(uow, actor, Verb.DISPATCH_CASE, input)
    await dispatch(change, input.targets)
    change.move(CaseState.IN_PROGRESS)
    return await write(change)
