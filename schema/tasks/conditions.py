"""The guards of awaited verbs as conditions in SQL, so that a whole list of tasks is one statement.

They say what `core.cases.rules` says; a test compares both over the life cycle. `paths` and `me` are bound.
"""

from collections.abc import Callable, Mapping

from sqlalchemy import ARRAY, ColumnElement, Text, any_, bindparam, exists, or_, true
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.access.viewer import Viewer
from core.assignments.model import assignment, commitment, extension_request
from core.cases.guards import Guard
from core.cases.model import case_file, termination_request
from core.cases.states import LIVE, CaseState, Role
from core.cases.transition import Transition
from core.cases.verbs import Verb
from core.ratings.model import finding

Condition = ColumnElement[bool]
ME = "me"
_ME = bindparam(ME, type_=Uuid(as_uuid=True))
_child = assignment.alias("child")


def paths(verb: Verb) -> str:
    """The name under which the unit paths of the grants that open the verb are bound."""
    return f"paths_{verb}"


def values(viewer: Viewer, verb: Verb) -> Mapping[str, object]:
    """What the conditions of one verb bind."""
    return {ME: viewer.id, paths(verb): [one.grant.unit_path for one in viewer.openings(verb)]}


def guarded(transition: Transition) -> list[Condition]:
    """The transition's guards; KeyError for one that is asked of no awaited verb."""
    return [_GUARDS[guard](transition.verb) for guard in transition.guards]


def _at(column: ColumnElement[str]) -> Callable[[Verb], Condition]:
    return lambda verb: column == any_(bindparam(paths(verb), type_=ARRAY(Text)))


def _always(_: Verb) -> Condition:
    return true()


def _plainly(condition: Condition) -> Callable[[Verb], Condition]:
    return lambda _: condition


_ANSWERS = assignment.c.parent_id.is_(None) & (assignment.c.role != Role.CO_HANDLER.value)
_GUARDS: Mapping[Guard, Callable[[Verb], Condition]] = {
    Guard.BOUNCES_LEFT: _always,  # depends on the case's profile: see `core.cases.rules`, asked of the few that are left
    Guard.CITY_AGENCY: _at(case_file.c.agency_path),
    Guard.DISPATCHING_LEVEL: _at(assignment.c.dispatcher_path),
    Guard.NOT_THE_HANDLER: _plainly(assignment.c.submitted_by.is_distinct_from(_ME)),
    Guard.FEEDBACK_COMPLETE: _plainly(or_(~_ANSWERS, case_file.c.state == CaseState.PENDING_REVIEW.value)),
    Guard.CONTACT_LOGGED: _plainly(
        or_(assignment.c.role == Role.CO_HANDLER.value, assignment.c.contacted_at.is_not(None))
    ),
    Guard.NO_LIVE_CHILD: _plainly(
        ~exists().where(
            _child.c.parent_id == assignment.c.id, or_(*(_child.c.state == state.value for state in sorted(LIVE)))
        )
    ),
    Guard.OPEN_EXTENSION: _plainly(
        exists().where(extension_request.c.assignment_id == assignment.c.id, extension_request.c.decided_at.is_(None))
    ),
    Guard.OPEN_COMMITMENT: _plainly(
        exists().where(commitment.c.assignment_id == assignment.c.id, commitment.c.fulfilled_at.is_(None))
    ),
    Guard.NOT_THE_APPLICANT: _plainly(
        ~exists().where(
            termination_request.c.case_id == case_file.c.id,
            termination_request.c.decided_at.is_(None),
            termination_request.c.by == _ME,
        )
    ),
    Guard.OTHER_SIGNER: _plainly(
        ~exists().where(
            finding.c.case_id == case_file.c.id,
            finding.c.round == case_file.c.round,
            ~finding.c.reasonable,
            finding.c.signed_at.is_(None),
            finding.c.by == _ME,
        )
    ),
}
