"""legal_desk/template.write (停用模板)."""

from core.api import Outcome, Refused, UnitOfWork, Viewer
from plugins.legal_desk import errors
from plugins.legal_desk.beside_cases import kept
from plugins.legal_desk.inputs import RetireTemplate
from plugins.legal_desk.operations import TEMPLATE_READ, TEMPLATE_WRITE
from plugins.legal_desk.tables import template


async def retire_template(uow: UnitOfWork, actor: Viewer, input: RetireTemplate) -> Outcome:
    """Nobody writes an opinion from it any more."""
    operations = (TEMPLATE_READ, TEMPLATE_WRITE)
    row = await kept(uow, actor, template, input.template_id, "templateId", operations, input.expected_version)
    if row["retired_at"] is not None:
        raise Refused(errors.TEMPLATE_RETIRED)
    await uow.update(template, {"id": row["id"]}, {"retired_at": uow.now, "version": row["version"] + 1})
    return Outcome(row["id"], row["id"], row["version"] + 1)
