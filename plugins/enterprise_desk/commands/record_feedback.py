"""recordFeedback (向企业反馈): the enterprise was told how its case stands; the first time ends the clock."""

from core.api import Outcome, Refused, UnitOfWork, Viewer, beside, check, new_id, write
from plugins.enterprise_desk import sealing
from plugins.enterprise_desk.errors import NOT_AN_ENTERPRISE_CASE
from plugins.enterprise_desk.inputs import RecordFeedback
from plugins.enterprise_desk.operations import Operation
from plugins.enterprise_desk.tables import feedback
from plugins.enterprise_desk.vocabulary import FEEDBACK_CLOCK


async def record_feedback(uow: UnitOfWork, actor: Viewer, input: RecordFeedback) -> Outcome:
    """Whether by the desk or by the unit. Raises Refused."""
    change = await beside(uow, actor, Operation.RECORD_FEEDBACK, input)
    if not change.facts.row["enterprise"]:
        raise Refused(NOT_AN_ENTERPRISE_CASE, field=("input", "caseId"))
    method = await check.known_code(uow, "contact_method", input.method, "method")
    told, row_id = check.text(input.told, "told", limit=check.LONG), new_id()
    columns = await sealing.columns(uow, change.facts.row["case_key"], sealing.TOLD, row_id, told)
    row = change.facts.row
    change.add(
        feedback, id=row_id, case_id=row["id"], round=row["round"], method=method, by=actor.id, at=uow.now, **columns
    )
    change.end_clock(FEEDBACK_CLOCK)
    change.note(method=method)
    return await write(change)
