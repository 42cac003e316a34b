"""legal_desk/template.write (修订模板): new words."""

from core.api import Outcome, Refused, UnitOfWork, Viewer, check
from plugins.legal_desk import errors
from plugins.legal_desk.beside_cases import kept
from plugins.legal_desk.commands.add_template import NAME_LENGTH, checked_body
from plugins.legal_desk.inputs import ReviseTemplate
from plugins.legal_desk.operations import TEMPLATE_READ, TEMPLATE_WRITE
from plugins.legal_desk.tables import template


async def revise_template(uow: UnitOfWork, actor: Viewer, input: ReviseTemplate) -> Outcome:
    """Opinions written from it before are texts of their own and stay."""
    operations = (TEMPLATE_READ, TEMPLATE_WRITE)
    row = await kept(uow, actor, template, input.template_id, "templateId", operations, input.expected_version)
    if row["retired_at"] is not None:
        raise Refused(errors.TEMPLATE_RETIRED)
    revised = {
        "name": check.text(input.name, "name", limit=NAME_LENGTH), "body": checked_body(input.body), "by": actor.id,
        "at": uow.now, "version": row["version"] + 1,
    }  # fmt: skip
    await uow.update(template, {"id": row["id"]}, revised)
    return Outcome(row["id"], row["id"], row["version"] + 1)
