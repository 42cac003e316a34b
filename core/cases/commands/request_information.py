"""requestInformation (要求补充): ask the reporter for what is missing (Art. 10)."""

from core.access.viewer import Viewer
from core.cases import check
from core.cases.begin import on_case
from core.cases.inputs.intake import RequestInformation
from core.cases.model import information_request
from core.cases.outcome import Outcome
from core.cases.states import CaseState
from core.cases.verbs import Verb
from core.cases.write import write
from core.clock import SHANGHAI
from core.db.uow import UnitOfWork
from core.errors import Refused


async def request_information(uow: UnitOfWork, actor: Viewer, input: RequestInformation) -> Outcome:
    """The triage clock pauses; after the profile's working days the operator decides, nothing ends by itself."""
    change = await on_case(uow, actor, Verb.REQUEST_INFORMATION, input)
    if not input.missing:
        raise Refused(check.REQUIRED, field=("input", "missing"))
    for name in input.missing:
        await check.known_code(uow, "information_field", name, "missing")
    calendar = uow.services.calendar(change.profile)
    days = change.profile.limits.information_days.value
    until = calendar.close_of(calendar.workdays.add(uow.now.astimezone(SHANGHAI).date(), days))
    change.move(CaseState.NEEDS_INFORMATION)
    change.add(
        information_request, case_id=change.facts.id, missing=list(input.missing), by=actor.id, at=uow.now,
        decide_by=until,
    )  # fmt: skip
    change.note(missing=list(input.missing))
    return await write(change)
