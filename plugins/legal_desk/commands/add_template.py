"""legal_desk/template.write (新增模板): words for opinions, checked before anybody relies on them."""

from core.api import NotAllowed, Outcome, Refused, Target, UnitOfWork, Viewer, allows, check, new_id
from plugins.legal_desk import errors
from plugins.legal_desk.begin import codes_of
from plugins.legal_desk.inputs import AddTemplate
from plugins.legal_desk.operations import TEMPLATE_WRITE
from plugins.legal_desk.rules import refuse_off
from plugins.legal_desk.tables import template
from plugins.legal_desk.wording import FILLED, GIVEN, faults

NAME_LENGTH = 100
EXAMPLE = "{advice}"


async def add_template(uow: UnitOfWork, actor: Viewer, input: AddTemplate) -> Outcome:
    """For the district and all below it."""
    place = await check.known_district(uow, input.district)
    refuse_off(uow.services, place["gate"])
    if not allows(actor, TEMPLATE_WRITE, Target(place["path"], (), None, 0)):
        raise NotAllowed(TEMPLATE_WRITE)
    row = {
        "id": new_id(), "version": 1, "district": place["code"], "district_path": place["path"],
        "gate": place["gate"], "name": check.text(input.name, "name", limit=NAME_LENGTH),
        "body": checked_body(input.body), "by": actor.id, "at": uow.now,
    }  # fmt: skip
    await uow.insert(template, [row])
    return Outcome(row["id"], row["id"], 1)


def checked_body(body: str) -> str:
    """The text of a template. Raises Refused, naming the placeholders at fault."""
    text = check.text(body, "body", limit=check.LONG)
    found = faults(text)
    place = ("input", "body")
    if found.unreadable:
        raise Refused(errors.TEMPLATE_UNREADABLE, field=place, example=EXAMPLE)
    if found.unknown:
        known = codes_of((*GIVEN, *FILLED))
        raise Refused(errors.PLACEHOLDER_UNKNOWN, field=place, names=codes_of(found.unknown), known=known)
    if found.missing:
        raise Refused(errors.PLACEHOLDER_MISSING, field=place, names=codes_of(found.missing))
    return text
