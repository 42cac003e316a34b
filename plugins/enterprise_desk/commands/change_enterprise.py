"""changeEnterprise (变更企业档案): the profile's next version."""

from typing import Any

from core.api import NotFound, Outcome, Refused, Row, Stale, StaleDetail, UnitOfWork, VersionMoved, Viewer, check
from plugins.enterprise_desk import sealing
from plugins.enterprise_desk.errors import NOTHING_CHANGED
from plugins.enterprise_desk.inputs import ChangeEnterprise
from plugins.enterprise_desk.operations import Operation
from plugins.enterprise_desk.profile import CONTACT, NAME, by_id, keep_version, known_industry, permit, reaches
from plugins.enterprise_desk.switched import demand_on, is_on
from plugins.enterprise_desk.tables import enterprise


async def change_enterprise(uow: UnitOfWork, actor: Viewer, input: ChangeEnterprise) -> Outcome:
    """Whoever changes must reach the enterprise where it was and where it will be. Raises Refused."""
    row = await _reached(uow, actor, input)
    changes = await _changes(uow, actor, input, row)
    if not changes:
        raise Refused(NOTHING_CHANGED)
    version = row["version"] + 1
    columns = {**changes, "version": version, "changed_at": uow.now}
    if not await uow.update(enterprise, {"id": row["id"], "version": row["version"]}, columns):
        raise VersionMoved
    await keep_version(uow, {**row, **columns}, actor.id)
    return Outcome(row["id"], row["id"], version)


async def _reached(uow: UnitOfWork, actor: Viewer, input: ChangeEnterprise) -> Row:
    row = await by_id(uow, input.enterprise_id)
    visible = reaches(actor, Operation.ENTERPRISE_READ, row["district_path"], row["registered_by"])
    if not (visible and is_on(uow.services, row["gate"])):
        raise NotFound(field=("input", "enterpriseId"))
    permit(actor, Operation.ENTERPRISE_WRITE, row["district_path"], row["registered_by"])
    if input.expected_version not in (None, row["version"]):
        raise Stale(StaleDetail(row["version"], at=row["changed_at"]))
    return row


async def _changes(uow: UnitOfWork, actor: Viewer, input: ChangeEnterprise, row: Row) -> dict[str, Any]:
    given: dict[str, Any] = {
        "name": None if input.name is None else check.text(input.name, "name", limit=NAME),
        "industry": None if input.industry is None else await known_industry(uow, input.industry),
        "size": None if input.size is None else input.size.value,
    }
    changes = {name: value for name, value in given.items() if value is not None and value != row[name]}
    return changes | await _moved(uow, actor, input.district, row) | await _contact(uow, input, row)


async def _moved(uow: UnitOfWork, actor: Viewer, code: str | None, row: Row) -> dict[str, Any]:
    if code is None or code == row["district"]:
        return {}
    place = await check.known_district(uow, code)
    demand_on(uow.services, place["gate"])
    permit(actor, Operation.ENTERPRISE_WRITE, place["path"], row["registered_by"])
    return {"district": place["code"], "district_path": place["path"], "gate": place["gate"]}


async def _contact(uow: UnitOfWork, input: ChangeEnterprise, row: Row) -> dict[str, Any]:
    found: dict[str, Any] = {}
    fields = ((sealing.CONTACT_NAME, "contactName"), (sealing.CONTACT_PHONE, "contactPhone"))
    for field, path in fields:
        value = check.optional_text(getattr(input, field.name), path, limit=CONTACT)
        if value is not None:
            found |= await sealing.columns(uow, row["case_key"], field, row["id"], value)
    return found
