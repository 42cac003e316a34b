"""The verbs of the assignment (承办任务)."""

from collections.abc import Mapping

from core.cases.guards import Guard as G
from core.cases.part import PER_ASSIGNMENT
from core.cases.states import AT_WORK
from core.cases.states import AssignmentState as A
from core.cases.states import CaseState as C
from core.cases.transition import Machine, Moves, Transition, each, stay
from core.cases.verbs import Verb as V
from core.deadlines.kinds import ClockKind as K

_REASSIGNABLE = frozenset({A.PENDING_ACCEPTANCE, *AT_WORK, A.RETURN_REQUESTED, A.LONG_TERM})
_PROMISING = frozenset({*AT_WORK, A.LONG_TERM})
_PROMISED = frozenset({*_PROMISING, A.FEEDBACK_SUBMITTED, A.COMPLETED})
_IN_HAND = frozenset({C.IN_PROGRESS})
_REVIEWING = frozenset({C.IN_PROGRESS, C.PENDING_REVIEW, C.PENDING_CALLBACK})
_REVIEWED = (G.DISPATCHING_LEVEL, G.FEEDBACK_COMPLETE, G.NOT_THE_HANDLER)
_EXTENSION_DECIDED = (G.OPEN_EXTENSION, G.DISPATCHING_LEVEL)


def _part(
    verb: V, moves: Moves, article: str, *guards: G, at: frozenset[C] = _IN_HAND, case: Moves | None = None,
    starts: tuple[K, ...] = (), stops: tuple[K, ...] = (), cancels: tuple[K, ...] = (),
    pauses: tuple[K, ...] = (), resumes: tuple[K, ...] = (),
) -> Transition:  # fmt: skip
    return Transition(
        verb=verb, machine=Machine.ASSIGNMENT, moves=moves, article=article, guards=guards, case_states=at,
        case_moves=case or {}, starts=starts, stops=stops, cancels=cancels, pauses=pauses, resumes=resumes,
    )  # fmt: skip


ASSIGNMENT_TRANSITIONS = (
    _part(V.ACCEPT_ASSIGNMENT, each({A.PENDING_ACCEPTANCE}, A.ACCEPTED), "15(2), 19(1)", stops=(K.ACCEPTANCE,)),
    _part(
        V.REQUEST_RETURN,
        each({A.PENDING_ACCEPTANCE, A.ACCEPTED}, A.RETURN_REQUESTED),
        "14, 19(1)",
        G.NO_FINAL_RULING,
        G.RETURN_WINDOW_OPEN,
        G.BOUNCES_LEFT,
    ),
    _part(
        V.APPROVE_RETURN,
        each({A.RETURN_REQUESTED}, A.RETURNED),
        "14",
        G.DISPATCHING_LEVEL,
        case=each({C.IN_PROGRESS}, C.IN_PROGRESS, C.PENDING_DISPATCH, C.PENDING_REVIEW, C.PENDING_CALLBACK),
        cancels=PER_ASSIGNMENT,
        starts=(K.DISPATCH, K.REVIEW, K.CALLBACK),
    ),
    _part(
        V.REJECT_RETURN,
        each({A.RETURN_REQUESTED}, A.ACCEPTED),
        "14",
        G.DISPATCHING_LEVEL,
        stops=(K.ACCEPTANCE, K.RETURN_WINDOW),
    ),
    _part(
        V.REASSIGN,
        each(_REASSIGNABLE, A.CANCELLED),
        "14",
        G.DISPATCHING_LEVEL,
        cancels=PER_ASSIGNMENT,
        starts=PER_ASSIGNMENT,
    ),
    _part(V.SUB_DISPATCH, each(AT_WORK, A.SUB_DISPATCHED), "7(1), 14", stops=(K.RETURN_WINDOW,), starts=PER_ASSIGNMENT),
    _part(
        V.LOG_CONTACT,
        each({A.ACCEPTED, A.IN_HANDLING}, A.IN_HANDLING) | stay({A.SUB_DISPATCHED}),
        "15(1)",
        stops=(K.FIRST_CONTACT, K.RETURN_WINDOW),
    ),
    _part(V.REQUEST_EXTENSION, stay(AT_WORK), "15(4)", G.BEFORE_DUE, G.EXTENSIONS_LEFT, G.NO_OPEN_EXTENSION),
    _part(V.APPROVE_EXTENSION, stay(AT_WORK), "15(4)", *_EXTENSION_DECIDED),
    _part(V.REJECT_EXTENSION, stay(AT_WORK), "15(4)", *_EXTENSION_DECIDED),
    _part(
        V.SHELVE_ASSIGNMENT,
        each(AT_WORK, A.LONG_TERM),
        "15(4)",
        G.LONG_CYCLE,
        G.DISPATCHING_LEVEL,
        stops=(K.RETURN_WINDOW,),
        pauses=(K.HANDLING,),
    ),
    _part(
        V.UNSHELVE_ASSIGNMENT,
        each({A.LONG_TERM}, A.IN_HANDLING, A.SUB_DISPATCHED),
        "15(4)",
        G.DISPATCHING_LEVEL,
        resumes=(K.HANDLING,),
    ),
    _part(
        V.SUBMIT_FEEDBACK,
        each(AT_WORK, A.FEEDBACK_SUBMITTED),
        "15(2), 15(3)",
        G.CONTACT_LOGGED,
        G.NO_LIVE_CHILD,
        at=_REVIEWING,
        case=each({C.IN_PROGRESS}, C.IN_PROGRESS, C.PENDING_REVIEW),
        stops=(K.HANDLING, K.RETURN_WINDOW),
        starts=(K.REVIEW,),
    ),
    _part(
        V.SEND_BACK_FEEDBACK,
        each({A.FEEDBACK_SUBMITTED}, A.IN_HANDLING),
        "15(3)",
        *_REVIEWED,
        at=_REVIEWING,
        case=each({C.PENDING_REVIEW}, C.IN_PROGRESS),
        resumes=(K.HANDLING,),
        stops=(K.REVIEW,),
    ),
    _part(
        V.APPROVE_FEEDBACK,
        each({A.FEEDBACK_SUBMITTED}, A.COMPLETED),
        "15(3)",
        *_REVIEWED,
        at=_REVIEWING,
        case=each({C.PENDING_REVIEW}, C.PENDING_REVIEW, C.PENDING_CALLBACK),
        stops=(K.REVIEW,),
        starts=(K.CALLBACK,),
    ),
    _part(
        V.REQUEST_TERMINATION,
        stay({A.IN_HANDLING, A.SUB_DISPATCHED}),
        "15(5), 15(6)",
        G.ANSWERS_FOR_THE_CASE,
        case=each({C.IN_PROGRESS}, C.TERMINATION_REVIEW),
        starts=(K.REVIEW,),
    ),
    _part(V.MAKE_COMMITMENT, stay(_PROMISING), "20", starts=(K.COMMITMENT,)),
    _part(
        V.FULFIL_COMMITMENT,
        stay(_PROMISED),
        "20",
        G.OPEN_COMMITMENT,
        at=frozenset(C) - {C.MERGED, C.WITHDRAWN},
        stops=(K.COMMITMENT,),
        cancels=(K.COMMITMENT,),
    ),
)

BY_ITSELF: Mapping[str, Moves] = {
    "deemedAccepted": each({A.PENDING_ACCEPTANCE}, A.ACCEPTED),
    "endedBelow": each({A.SUB_DISPATCHED}, A.IN_HANDLING),
}
"""What happens without a verb of the assignment's own: the window lapses (Art. 19(1)); nothing passed down is live."""
