"""The verbs of the case (诉求工单)."""

from core.cases.guards import Guard as G
from core.cases.part import PER_ASSIGNMENT
from core.cases.states import OPEN, REOPENABLE
from core.cases.states import CaseState as C
from core.cases.transition import NOTHING_YET, Machine, Moves, Transition, each
from core.cases.verbs import Verb as V
from core.deadlines.kinds import ClockKind as K

_ALL = (K.TRIAGE, K.DISPATCH, K.REVIEW, K.CALLBACK, *PER_ASSIGNMENT)
"""Every clock but a commitment's, which outlives the case (Art. 20)."""


def _case(
    verb: V, moves: Moves, article: str, *guards: G,
    starts: tuple[K, ...] = (), stops: tuple[K, ...] = (), cancels: tuple[K, ...] = (),
    pauses: tuple[K, ...] = (), resumes: tuple[K, ...] = (),
) -> Transition:  # fmt: skip
    return Transition(
        verb=verb, machine=Machine.CASE, moves=moves, article=article, guards=guards, case_states=frozenset(),
        starts=starts, stops=stops, cancels=cancels, pauses=pauses, resumes=resumes,
    )  # fmt: skip


CASE_TRANSITIONS = (
    _case(V.REGISTER_CASE, each({NOTHING_YET}, C.RECEIVED), "10, 12", starts=(K.TRIAGE,)),
    _case(V.REQUEST_INFORMATION, each({C.RECEIVED}, C.NEEDS_INFORMATION), "10", pauses=(K.TRIAGE,)),
    _case(V.SUPPLY_INFORMATION, each({C.NEEDS_INFORMATION}, C.RECEIVED), "10", resumes=(K.TRIAGE,)),
    _case(V.ANSWER_CASE, each({C.RECEIVED}, C.ANSWERED), "12", stops=(K.TRIAGE,)),
    _case(
        V.DIVERT_CASE,
        each({C.RECEIVED, C.NEEDS_INFORMATION}, C.DIVERTED),
        "13",
        G.INFORMATION_PERIOD_OVER,
        stops=(K.TRIAGE,),
    ),
    _case(V.OBJECT_TO_DIVERSION, each({C.DIVERTED}, C.RECEIVED), "13", G.FIRST_OBJECTION, starts=(K.TRIAGE,)),
    _case(V.ACCEPT_CASE, each({C.RECEIVED}, C.PENDING_DISPATCH), "12", stops=(K.TRIAGE,), starts=(K.DISPATCH,)),
    _case(
        V.DISPATCH_CASE,
        each({C.PENDING_DISPATCH}, C.IN_PROGRESS),
        "14(1), 14(2)",
        G.BOUNCES_LEFT,
        stops=(K.DISPATCH,),
        starts=PER_ASSIGNMENT,
    ),
    _case(
        V.REQUEST_ADJUDICATION,
        each({C.PENDING_DISPATCH, C.IN_PROGRESS}, C.UNDER_ADJUDICATION),
        "14(3)",
        stops=(K.DISPATCH,),
        cancels=PER_ASSIGNMENT,
    ),
    _case(
        V.RULE_AND_DISPATCH, each({C.UNDER_ADJUDICATION}, C.IN_PROGRESS), "14(3)", G.CITY_AGENCY, starts=PER_ASSIGNMENT
    ),
    _case(V.MERGE_CASES, each(OPEN, C.MERGED), "13(4)", cancels=_ALL),
    _case(V.UNMERGE_CASE, each({C.MERGED}, *OPEN), "13(4)", resumes=_ALL),
    _case(
        V.RECORD_CALLBACK,
        each({C.PENDING_CALLBACK}, C.PENDING_CALLBACK, C.CLOSED, C.PENDING_REDO_DECISION)
        | each({C.ANSWERED}, C.ANSWERED),
        "16",
        G.CITY_AGENCY,
        stops=(K.CALLBACK,),
        cancels=PER_ASSIGNMENT,
    ),
    _case(V.ORDER_REDO, each({C.PENDING_REDO_DECISION}, C.IN_PROGRESS), "16", G.CITY_AGENCY, starts=PER_ASSIGNMENT),
    _case(
        V.CLOSE_UNREASONABLE,
        each({C.PENDING_REDO_DECISION}, C.PENDING_REDO_DECISION, C.CLOSED),
        "16",
        G.CITY_AGENCY,
        G.OTHER_SIGNER,
        cancels=PER_ASSIGNMENT,
    ),
    _case(
        V.APPROVE_TERMINATION,
        each({C.TERMINATION_REVIEW}, C.TERMINATED),
        "15(5), 15(6)",
        G.CITY_AGENCY,
        G.NOT_THE_APPLICANT,
        stops=(K.REVIEW,),
        cancels=PER_ASSIGNMENT,
    ),
    _case(
        V.REJECT_TERMINATION,
        each({C.TERMINATION_REVIEW}, C.IN_PROGRESS),
        "15(5), 15(6)",
        G.CITY_AGENCY,
        G.NOT_THE_APPLICANT,
        stops=(K.REVIEW,),
    ),
    _case(V.WITHDRAW_CASE, each(OPEN, C.WITHDRAWN), "10", G.NOT_PUBLIC_SAFETY, cancels=_ALL),
    _case(V.REOPEN_WITH_NEW_FACTS, each(REOPENABLE, C.RECEIVED), "13(4)", starts=(K.TRIAGE,)),
)
