"""`allowedActions` of a case and of an assignment: the one decision that commands make, asked ahead."""

from dataclasses import replace
from uuid import UUID

from core.cases.decide import Action as Decided
from core.cases.decide import actions
from core.cases.life_cycle import Machine
from core.cases.question import Question
from core.cases.verbs import Verb
from schema.actions.known import Known, known
from schema.actions.types import Action, shown
from schema.context import Info


async def case_actions(info: Info, case_id: UUID) -> list[Action]:
    """Every verb on the case, in the order of the life-cycle table."""
    return await _actions(info, case_id, None)


async def assignment_actions(info: Info, case_id: UUID, assignment_id: UUID) -> list[Action]:
    """Every verb on the assignment, in the order of the life-cycle table."""
    return await _actions(info, case_id, assignment_id)


async def _actions(info: Info, case_id: UUID, assignment_id: UUID | None) -> list[Action]:
    context = info.context
    about = await known(context).load(case_id)
    facts = about.facts
    question = Question(
        verb=Verb.REGISTER_CASE,
        viewer=context.viewer,
        facts=facts,
        assignment=facts.assignment(assignment_id) if assignment_id else None,
        profile=context.services.profiles.version(facts.row["profile"], facts.row["profile_version"]),
        now=context.now,
    )
    machine = Machine.ASSIGNMENT if assignment_id else Machine.CASE
    checked = about.vetoes is not None
    return [shown(info, _vetoed(one, about), vetoes_checked=checked) for one in actions(question, machine)]


def _vetoed(decided: Decided, about: Known) -> Decided:
    """What everything else allows, a plug-in may have something against."""
    veto = (about.vetoes or {}).get(decided.verb) if decided.allowed else None
    return replace(decided, allowed=False, refusal=veto) if veto else decided
