"""identifyEnterprise (认定涉诉企业): the case is this enterprise's."""

from core.api import Outcome, Refused, Row, UnitOfWork, Viewer, beside, write
from plugins.enterprise_desk.errors import NOT_AN_ENTERPRISE_CASE, NOTHING_CHANGED, UNKNOWN_ENTERPRISE
from plugins.enterprise_desk.identification import identified, snapshot
from plugins.enterprise_desk.inputs import IdentifyEnterprise
from plugins.enterprise_desk.operations import Operation
from plugins.enterprise_desk.profile import by_code, checked_code, reaches
from plugins.enterprise_desk.tables import identification
from plugins.enterprise_desk.vocabulary import Origin


async def identify_enterprise(uow: UnitOfWork, actor: Viewer, input: IdentifyEnterprise) -> Outcome:
    """A wrong identification is put right by another. Raises Refused."""
    change = await beside(uow, actor, Operation.IDENTIFY, input)
    if not change.facts.row["enterprise"]:
        raise Refused(NOT_AN_ENTERPRISE_CASE, field=("input", "caseId"))
    found = await _registered(uow, actor, input.credit_code)
    before = await identified(uow, change.facts.id)
    if before is not None and before["enterprise_id"] == found["id"] and before["origin"] == Origin.DESK:
        raise Refused(NOTHING_CHANGED, field=("input", "creditCode"))
    row = snapshot(uow, change.facts.id, found, Origin.DESK, actor.id)
    if before is None:
        id_ = change.add(identification, **row)
    else:
        id_ = before["id"]
        change.decide(identification, id_, **row)
    # Never the enterprise's own id: who may not know it would meet it again in a case where he may.
    change.note(identification=str(id_))
    return await write(change)


async def _registered(uow: UnitOfWork, actor: Viewer, code: str) -> Row:
    """The enterprise of the code; a stranger's is as unknown as one that is not there."""
    found = await by_code(uow, checked_code(code))
    visible = found and reaches(actor, Operation.ENTERPRISE_READ, found["district_path"], found["registered_by"])
    if found is None or not visible:
        raise Refused(UNKNOWN_ENTERPRISE, field=("input", "creditCode"))
    return found
