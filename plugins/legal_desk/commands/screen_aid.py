"""legal_desk/screenAid (法律援助筛查): whether the matter is one for legal aid, with coded grounds."""

from core.api import Outcome, UnitOfWork, Viewer, check, new_id
from plugins.legal_desk.begin import alter, done, on_consultation, refuse_strangers, seal
from plugins.legal_desk.fields import NOTE
from plugins.legal_desk.inputs import ScreenAid
from plugins.legal_desk.operations import SCREEN_AID
from plugins.legal_desk.rules import rules
from plugins.legal_desk.screening import Answers, screen
from plugins.legal_desk.states import ConsultationState
from plugins.legal_desk.tables import screening


async def screen_aid(uow: UnitOfWork, actor: Viewer, input: ScreenAid) -> Outcome:
    """The newest screening counts; the centre decides (法律援助法 art. 43)."""
    change, row = await on_consultation(uow, actor, SCREEN_AID, input, ConsultationState.ASSIGNED)
    refuse_strangers(change, row, actor)
    answers = Answers(
        matter=await check.known_code(uow, "legal_desk_aid_matter", input.matter, "matter"),
        means=await check.known_code(uow, "legal_desk_aid_means", input.means, "means"),
        belongs_here=input.belongs_here,
    )
    finding = screen(answers, rules(uow.services, change.facts.row["gate"]).further_aid_matters)
    row_id = new_id()
    change.add(
        screening, id=row_id, case_id=change.facts.id, consultation_id=row["id"], matter=answers.matter,
        means=answers.means, belongs_here=answers.belongs_here, result=finding.result.value,
        grounds=list(finding.grounds), by=actor.id, at=uow.now,
        **await seal(change, NOTE, row_id, check.optional_text(input.note, "note")),
    )  # fmt: skip
    alter(change, row)
    change.note(consultation=str(row["id"]), result=finding.result.value)
    return await done(change, row)
