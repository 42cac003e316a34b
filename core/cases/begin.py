"""How every command begins: facts, permission, version, state, guards and the plug-ins' vetoes, in that order."""

from uuid import UUID

from core.access.viewer import Viewer
from core.access.withholding import foresee_withheld
from core.cases import decide
from core.cases.change import Change
from core.cases.facts import AssignmentFacts, CaseFacts
from core.cases.inputs.subject import OnAssignment, OnCase
from core.cases.life_cycle import BY_VERB
from core.cases.moved import assignment_moved, case_moved
from core.cases.queries import case_facts, whose
from core.cases.question import Question
from core.cases.verbs import Verb
from core.cases.vetoes import refuse_vetoed
from core.db.together import Ask
from core.db.uow import UnitOfWork
from core.deadlines.profile import Profile
from core.errors import NotFound


async def visible_case(uow: UnitOfWork, actor: Viewer, case_id: UUID, name: str) -> CaseFacts:
    """A case that an input names. Raises NotFound, naming the field."""
    foresee_withheld(uow, actor, case_id)
    found = await case_facts(uow, case_id, ("input", name))
    _come_after(uow, found)
    if not await decide.visible(uow, actor, found):
        raise NotFound(field=("input", name))
    return found


async def on_case(uow: UnitOfWork, actor: Viewer, verb: Verb, input: OnCase) -> Change:
    """Begin a command on a case. Raises Refused."""
    _foresee(uow, verb, input.case_id)
    facts = await visible_case(uow, actor, input.case_id, "caseId")
    await _permit(uow, actor, verb, facts, None, input.expected_version)
    return Change(uow, actor.id, verb, facts, profile_of(uow, facts), BY_VERB[verb])


async def on_assignment(
    uow: UnitOfWork, actor: Viewer, verb: Verb, input: OnAssignment
) -> tuple[Change, AssignmentFacts]:
    """Begin a command on an assignment. Raises Refused."""
    facts, subject = await _visible_assignment(uow, actor, verb, input.assignment_id)
    await _permit(uow, actor, verb, facts, subject, input.expected_version)
    change = Change(uow, actor.id, verb, facts, profile_of(uow, facts), BY_VERB[verb])
    change.note(subject.id)
    return change, subject


async def _visible_assignment(
    uow: UnitOfWork, actor: Viewer, verb: Verb, id_: UUID
) -> tuple[CaseFacts, AssignmentFacts]:
    field, case = ("input", "assignmentId"), whose(id_)
    _foresee(uow, verb, case)
    foresee_withheld(uow, actor, case)
    facts = await case_facts(uow, case, field)
    _come_after(uow, facts)
    subject = facts.assignment(id_)
    if not (decide.readable(actor, facts, subject) and await decide.visible(uow, actor, facts)):
        raise NotFound(field=field)
    return facts, subject


def _come_after(uow: UnitOfWork, facts: CaseFacts) -> None:
    """The command's instant is none before the case's last event: another process's clock may be a little ahead of ours."""
    uow.now = max(uow.now, facts.row["last_event_at"])


def _foresee(uow: UnitOfWork, verb: Verb, case: UUID | Ask) -> None:
    """Have come with the case what is usually asked about it when the verb is done."""
    uow.asked.clear()
    for ask in uow.services.habits.expected(verb, case):
        uow.foresee(ask.statement, **ask.values)


def profile_of(uow: UnitOfWork, facts: CaseFacts) -> Profile:
    """The profile and version fixed on the case when it was registered."""
    return uow.services.profiles.version(facts.row["profile"], facts.row["profile_version"])


async def _permit(
    uow: UnitOfWork, actor: Viewer, verb: Verb, facts: CaseFacts, subject: AssignmentFacts | None, expected: int | None
) -> None:
    question = Question(verb, actor, facts, subject, profile_of(uow, facts), uow.now)
    refusal = decide.may(question)
    if refusal:
        raise refusal
    version = facts.version if subject is None else subject.version
    if expected is not None and expected != version:
        if subject is None:
            raise await case_moved(uow, facts.id, version, expected)
        raise await assignment_moved(uow, facts.id, subject, expected)
    refusal = decide.possible(question)
    if refusal:
        raise refusal
    await refuse_vetoed(uow, uow.services, actor, verb, facts)
