"""The life cycle as data: every transition of both machines, with its guards, its clocks and the article behind it.

Commands, `allowedActions`, the policy's vocabulary and the diagram in docs/life-cycle.md are read from this one table.
Who may is not here but in the policy file: a transition's operation is its verb.
"""

from dataclasses import dataclass
from enum import StrEnum

from core.cases.guards import Guard
from core.cases.states import AT_WORK, OPEN, REOPENABLE
from core.cases.states import AssignmentState as A
from core.cases.states import CaseState as C
from core.cases.verbs import Verb as V
from core.deadlines.kinds import ClockKind as K


class Machine(StrEnum):
    """Whose state a transition changes."""

    CASE = "CASE"
    ASSIGNMENT = "ASSIGNMENT"


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table.

    `targets` holds every state the verb can lead to; where there are several, the assignments or the reporter's answers
    decide. An assignment's verb also needs its case to be in one of `case_states`. Guards speak of facts alone, so that
    they answer the same for a command and for `allowedActions`.
    """

    verb: V
    machine: Machine
    sources: frozenset[str]
    targets: frozenset[str]
    article: str
    guards: tuple[Guard, ...] = ()
    case_states: frozenset[C] = frozenset({C.IN_PROGRESS})
    starts: tuple[K, ...] = ()
    stops: tuple[K, ...] = ()
    cancels: tuple[K, ...] = ()
    pauses: tuple[K, ...] = ()
    resumes: tuple[K, ...] = ()


def _case(verb: V, sources: frozenset[C] | set[C], targets: set[C], article: str, **rest: object) -> Transition:
    return Transition(verb, Machine.CASE, frozenset(sources), frozenset(targets), article, **rest)  # type: ignore[arg-type]


def _assignment(verb: V, sources: frozenset[A] | set[A], targets: set[A], article: str, **rest: object) -> Transition:
    return Transition(verb, Machine.ASSIGNMENT, frozenset(sources), frozenset(targets), article, **rest)  # type: ignore[arg-type]


_PER_ASSIGNMENT = (K.ACCEPTANCE, K.RETURN_WINDOW, K.FIRST_CONTACT, K.HANDLING)
_OF_THE_CASE = (K.TRIAGE, K.DISPATCH, K.REVIEW, K.CALLBACK)
_ALL = (*_OF_THE_CASE, *_PER_ASSIGNMENT)
_PROMISED = frozenset({*AT_WORK, A.LONG_TERM, A.FEEDBACK_SUBMITTED, A.COMPLETED})
_REVIEWING = frozenset({C.IN_PROGRESS, C.PENDING_REVIEW, C.PENDING_CALLBACK})

TRANSITIONS: tuple[Transition, ...] = (
    _case(V.REGISTER_CASE, set(), {C.RECEIVED}, "10, 12", starts=(K.TRIAGE,)),
    _case(V.REQUEST_INFORMATION, {C.RECEIVED}, {C.NEEDS_INFORMATION}, "10", pauses=(K.TRIAGE,)),
    _case(V.SUPPLY_INFORMATION, {C.NEEDS_INFORMATION}, {C.RECEIVED}, "10", resumes=(K.TRIAGE,)),
    _case(V.ANSWER_CASE, {C.RECEIVED}, {C.ANSWERED}, "12", stops=(K.TRIAGE,)),
    _case(
        V.DIVERT_CASE,
        {C.RECEIVED, C.NEEDS_INFORMATION},
        {C.DIVERTED},
        "13",
        guards=(Guard.INFORMATION_PERIOD_OVER,),
        stops=(K.TRIAGE,),
    ),
    _case(V.OBJECT_TO_DIVERSION, {C.DIVERTED}, {C.RECEIVED}, "13", guards=(Guard.FIRST_OBJECTION,), starts=(K.TRIAGE,)),
    _case(V.ACCEPT_CASE, {C.RECEIVED}, {C.PENDING_DISPATCH}, "12", stops=(K.TRIAGE,), starts=(K.DISPATCH,)),
    _case(
        V.DISPATCH_CASE,
        {C.PENDING_DISPATCH},
        {C.IN_PROGRESS},
        "14(1), 14(2)",
        guards=(Guard.BOUNCES_LEFT,),
        stops=(K.DISPATCH,),
        starts=_PER_ASSIGNMENT,
    ),
    _case(
        V.REQUEST_ADJUDICATION,
        {C.PENDING_DISPATCH, C.IN_PROGRESS},
        {C.UNDER_ADJUDICATION},
        "14(3)",
        stops=(K.DISPATCH,),
        cancels=_PER_ASSIGNMENT,
    ),
    _case(
        V.RULE_AND_DISPATCH,
        {C.UNDER_ADJUDICATION},
        {C.IN_PROGRESS},
        "14(3)",
        guards=(Guard.CITY_AGENCY,),
        starts=_PER_ASSIGNMENT,
    ),
    _case(V.MERGE_CASES, OPEN, {C.MERGED}, "13(4)", cancels=_ALL),
    _case(V.UNMERGE_CASE, {C.MERGED}, set(OPEN), "13(4)", starts=(K.TRIAGE, K.DISPATCH, *_PER_ASSIGNMENT)),
    _case(
        V.RECORD_CALLBACK,
        {C.PENDING_CALLBACK, C.ANSWERED},
        {C.CLOSED, C.PENDING_REDO_DECISION, C.PENDING_CALLBACK, C.ANSWERED},
        "16",
        guards=(Guard.CITY_AGENCY,),
        stops=(K.CALLBACK,),
    ),
    _case(
        V.ORDER_REDO,
        {C.PENDING_REDO_DECISION},
        {C.IN_PROGRESS},
        "16",
        guards=(Guard.CITY_AGENCY,),
        starts=_PER_ASSIGNMENT,
    ),
    _case(
        V.CLOSE_UNREASONABLE,
        {C.PENDING_REDO_DECISION},
        {C.PENDING_REDO_DECISION, C.CLOSED},
        "16",
        guards=(Guard.CITY_AGENCY, Guard.OTHER_SIGNER),
    ),
    _case(
        V.APPROVE_TERMINATION,
        {C.TERMINATION_REVIEW},
        {C.TERMINATED},
        "15(5), 15(6)",
        guards=(Guard.CITY_AGENCY, Guard.NOT_THE_APPLICANT),
        stops=(K.REVIEW,),
        cancels=_ALL,
    ),
    _case(
        V.REJECT_TERMINATION,
        {C.TERMINATION_REVIEW},
        {C.IN_PROGRESS},
        "15(5), 15(6)",
        guards=(Guard.CITY_AGENCY, Guard.NOT_THE_APPLICANT),
        stops=(K.REVIEW,),
    ),
    _case(V.WITHDRAW_CASE, OPEN, {C.WITHDRAWN}, "10", guards=(Guard.NOT_PUBLIC_SAFETY,), cancels=_ALL),
    _case(V.REOPEN_WITH_NEW_FACTS, REOPENABLE, {C.RECEIVED}, "13(4)", starts=(K.TRIAGE,)),
    _assignment(V.ACCEPT_ASSIGNMENT, {A.PENDING_ACCEPTANCE}, {A.ACCEPTED}, "15(2), 19(1)", stops=(K.ACCEPTANCE,)),
    _assignment(
        V.REQUEST_RETURN,
        {A.PENDING_ACCEPTANCE, A.ACCEPTED},
        {A.RETURN_REQUESTED},
        "14, 19(1)",
        guards=(Guard.RETURN_WINDOW_OPEN, Guard.NO_FINAL_RULING, Guard.BOUNCES_LEFT),
    ),
    _assignment(
        V.APPROVE_RETURN,
        {A.RETURN_REQUESTED},
        {A.RETURNED},
        "14",
        guards=(Guard.DISPATCHING_LEVEL,),
        cancels=_PER_ASSIGNMENT,
        starts=(K.DISPATCH,),
    ),
    _assignment(
        V.REJECT_RETURN,
        {A.RETURN_REQUESTED},
        {A.ACCEPTED},
        "14",
        guards=(Guard.DISPATCHING_LEVEL,),
        stops=(K.ACCEPTANCE, K.RETURN_WINDOW),
    ),
    _assignment(
        V.REASSIGN,
        {A.PENDING_ACCEPTANCE, A.ACCEPTED, A.IN_HANDLING, A.SUB_DISPATCHED, A.RETURN_REQUESTED, A.LONG_TERM},
        {A.CANCELLED},
        "14",
        guards=(Guard.DISPATCHING_LEVEL,),
        cancels=_PER_ASSIGNMENT,
        starts=_PER_ASSIGNMENT,
    ),
    _assignment(
        V.SUB_DISPATCH,
        AT_WORK,
        {A.SUB_DISPATCHED},
        "7(1), 14",
        stops=(K.RETURN_WINDOW,),
        starts=_PER_ASSIGNMENT,
    ),
    _assignment(
        V.LOG_CONTACT,
        AT_WORK,
        {A.IN_HANDLING, A.SUB_DISPATCHED},
        "15(1)",
        stops=(K.FIRST_CONTACT, K.RETURN_WINDOW),
    ),
    _assignment(
        V.REQUEST_EXTENSION,
        AT_WORK,
        set(AT_WORK),
        "15(4)",
        guards=(Guard.BEFORE_DUE, Guard.EXTENSIONS_LEFT, Guard.NO_OPEN_EXTENSION),
    ),
    _assignment(
        V.APPROVE_EXTENSION, AT_WORK, set(AT_WORK), "15(4)", guards=(Guard.OPEN_EXTENSION, Guard.DISPATCHING_LEVEL)
    ),
    _assignment(
        V.REJECT_EXTENSION, AT_WORK, set(AT_WORK), "15(4)", guards=(Guard.OPEN_EXTENSION, Guard.DISPATCHING_LEVEL)
    ),
    _assignment(
        V.SHELVE_ASSIGNMENT,
        AT_WORK,
        {A.LONG_TERM},
        "15(4)",
        guards=(Guard.LONG_CYCLE, Guard.DISPATCHING_LEVEL),
        pauses=(K.HANDLING,),
    ),
    _assignment(
        V.UNSHELVE_ASSIGNMENT,
        {A.LONG_TERM},
        {A.IN_HANDLING, A.SUB_DISPATCHED},
        "15(4)",
        guards=(Guard.DISPATCHING_LEVEL,),
        resumes=(K.HANDLING,),
    ),
    _assignment(
        V.SUBMIT_FEEDBACK,
        AT_WORK,
        {A.FEEDBACK_SUBMITTED},
        "15(2), 15(3)",
        guards=(Guard.CONTACT_LOGGED, Guard.NO_LIVE_CHILD),
        case_states=_REVIEWING,
        stops=(K.HANDLING, K.RETURN_WINDOW),
        starts=(K.REVIEW,),
    ),
    _assignment(
        V.SEND_BACK_FEEDBACK,
        {A.FEEDBACK_SUBMITTED},
        {A.IN_HANDLING},
        "15(3)",
        guards=(Guard.DISPATCHING_LEVEL, Guard.FEEDBACK_COMPLETE, Guard.NOT_THE_HANDLER),
        case_states=_REVIEWING,
        resumes=(K.HANDLING,),
        stops=(K.REVIEW,),
    ),
    _assignment(
        V.APPROVE_FEEDBACK,
        {A.FEEDBACK_SUBMITTED},
        {A.COMPLETED},
        "15(3)",
        guards=(Guard.DISPATCHING_LEVEL, Guard.FEEDBACK_COMPLETE, Guard.NOT_THE_HANDLER),
        case_states=_REVIEWING,
        stops=(K.REVIEW,),
        starts=(K.CALLBACK,),
    ),
    _assignment(
        V.REQUEST_TERMINATION,
        {A.IN_HANDLING, A.SUB_DISPATCHED},
        {A.IN_HANDLING, A.SUB_DISPATCHED},
        "15(5), 15(6)",
        guards=(Guard.ANSWERS_FOR_THE_CASE,),
        starts=(K.REVIEW,),
    ),
    _assignment(V.MAKE_COMMITMENT, {*AT_WORK, A.LONG_TERM}, {*AT_WORK, A.LONG_TERM}, "20", starts=(K.COMMITMENT,)),
    _assignment(
        V.FULFIL_COMMITMENT,
        _PROMISED,
        set(_PROMISED),
        "20",
        guards=(Guard.OPEN_COMMITMENT,),
        case_states=frozenset(C) - {C.MERGED, C.WITHDRAWN},
        stops=(K.COMMITMENT,),
    ),
)

BY_VERB = {transition.verb: transition for transition in TRANSITIONS}
