"""Which scene a row of the oracle is about, and what a refused row is told."""

from datetime import timedelta
from uuid import UUID

from core.cases.states import AssignmentState as A
from core.cases.states import CaseState as C
from tests.core.cases import oracle
from tests.core.cases.drive import Part, Scene, Wanted

OWN = frozenset({"intake_adapter", "outsourced_operator"})
"""Roles that see what they registered themselves."""

_BLIND = frozenset({"developer", "reporter", "knowledge_editor", "administrator"})
"""Roles without a case of anybody's."""

_UNIT_PEOPLE = frozenset({"unit_liaison", "unit_handler", "utility_service"})
_WITHOUT_UNIT = frozenset(
    {C.RECEIVED, C.NEEDS_INFORMATION, C.ANSWERED, C.DIVERTED, C.PENDING_DISPATCH, C.UNDER_ADJUDICATION, C.WITHDRAWN}
)
"""States arranged before any unit had a part."""

_DECIDED_BY_DISPATCHER = frozenset(
    {
        "approveReturn", "rejectReturn", "reassign", "approveExtension", "rejectExtension", "shelveAssignment",
        "unshelveAssignment", "sendBackFeedback", "approveFeedback",
    }
)  # fmt: skip
_OPENED = {"approveExtension": "extension", "rejectExtension": "extension", "fulfilCommitment": "commitment"}
_AFTER_THE_PERIOD = timedelta(days=8)


def wanted(row: oracle.Row) -> Wanted:
    """The scene of a row about something that exists."""
    assert row.state is not None
    registrar = row.role if row.role in OWN else "operator"
    if row.machine == "CASE":
        return Wanted(C(row.state), registrar=registrar)
    opened = {_OPENED[row.verb]} if row.allowed and row.verb in _OPENED else set()
    return Wanted(A(row.state), C(row.case_from or ""), registrar, _part(row), frozenset(opened))


def subject(row: oracle.Row, scene: Scene) -> UUID:
    """What the verb is done to."""
    return scene.case_id if row.machine == "CASE" else scene.subject


def waiting(row: oracle.Row) -> timedelta:
    """How long after the scene the verb is tried: a case that waits for information is diverted when the time is up."""
    waits = row.verb == "divertCase" and row.state == C.NEEDS_INFORMATION
    return _AFTER_THE_PERIOD if waits else timedelta(minutes=1)


def refusal(row: oracle.Row) -> str:
    """The code a refused row answers: who sees nothing is told nothing, then the role counts, then the state."""
    unseen = row.role in _UNIT_PEOPLE and row.machine == "CASE" and row.state in _WITHOUT_UNIT
    if row.state is not None and (row.role in _BLIND or unseen):
        return "NOT_FOUND"
    permitted = any(one.allowed and (one.verb, one.role) == (row.verb, row.role) for one in oracle.verb_rows())
    return "NOT_IN_STATE" if permitted else "NOT_ALLOWED"


def _part(row: oracle.Row) -> Part:
    """A county decides on what it passed down itself; before any contact only a co-handler can report."""
    if row.allowed and row.role == "county_officer" and row.verb in _DECIDED_BY_DISPATCHER:
        return "child"
    return "co" if row.allowed and row.verb == "submitFeedback" and row.state == A.ACCEPTED else "top"
