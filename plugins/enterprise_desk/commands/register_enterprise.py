"""registerEnterprise (企业建档): a profile for a code that has none."""

from core.api import Outcome, Refused, UnitOfWork, Viewer, check, month_of, new_id
from plugins.enterprise_desk import sealing
from plugins.enterprise_desk.errors import CODE_TAKEN
from plugins.enterprise_desk.inputs import RegisterEnterprise
from plugins.enterprise_desk.operations import Operation
from plugins.enterprise_desk.profile import CONTACT, NAME, by_code, checked_code, keep_version, known_industry, permit
from plugins.enterprise_desk.switched import demand_on
from plugins.enterprise_desk.tables import enterprise


async def register_enterprise(uow: UnitOfWork, actor: Viewer, input: RegisterEnterprise) -> Outcome:
    """One profile per code. Raises Refused for a code that is wrong or taken."""
    place = await check.known_district(uow, input.district)
    demand_on(uow.services, place["gate"])
    permit(actor, Operation.ENTERPRISE_WRITE, place["path"], actor.id)
    code, id_ = checked_code(input.credit_code), new_id()
    key = await uow.services.keys.new_case_key(month_of(uow.now))
    contact_name = check.optional_text(input.contact_name, "contactName", limit=CONTACT)
    contact_phone = check.optional_text(input.contact_phone, "contactPhone", limit=CONTACT)
    row = {
        "id": id_, "credit_code": code, "version": 1, "name": check.text(input.name, "name", limit=NAME),
        "industry": await known_industry(uow, input.industry), "size": input.size.value, "district": place["code"],
        "district_path": place["path"], "gate": place["gate"], "case_key": key.wrapped, "registered_by": actor.id,
        "registered_at": uow.now, "changed_at": uow.now,
        **await sealing.columns(uow, key.wrapped, sealing.CONTACT_NAME, id_, contact_name),
        **await sealing.columns(uow, key.wrapped, sealing.CONTACT_PHONE, id_, contact_phone),
    }  # fmt: skip
    if await by_code(uow, code) is not None or not await uow.insert_new(enterprise, row):
        raise Refused(CODE_TAKEN, field=("input", "creditCode"))
    await keep_version(uow, row, actor.id)
    return Outcome(id_, id_, 1)
