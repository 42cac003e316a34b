"""What somebody is waited for follows from the life cycle, and so do its exceptions."""

import pytest

from core.cases.life_cycle import BY_VERB
from core.cases.states import AT_WORK, AssignmentState, CaseState
from core.cases.verbs import Verb
from schema.tasks.awaited import AWAITED

AT_ANY_TIME = {
    Verb.REGISTER_CASE, Verb.REQUEST_INFORMATION, Verb.ANSWER_CASE, Verb.DIVERT_CASE, Verb.OBJECT_TO_DIVERSION,
    Verb.MERGE_CASES, Verb.UNMERGE_CASE, Verb.REQUEST_RETURN, Verb.REASSIGN, Verb.SUB_DISPATCH, Verb.REQUEST_EXTENSION,
    Verb.SHELVE_ASSIGNMENT, Verb.UNSHELVE_ASSIGNMENT, Verb.REQUEST_TERMINATION, Verb.MAKE_COMMITMENT, Verb.WITHDRAW_CASE,
    Verb.REOPEN_WITH_NEW_FACTS,
}  # fmt: skip


def test_every_verb_is_either_waited_for_or_possible_at_any_time() -> None:
    assert set(AWAITED) | AT_ANY_TIME == set(Verb)
    assert set(AWAITED) & AT_ANY_TIME == set()


@pytest.mark.parametrize("verb", AWAITED)
def test_it_is_waited_for_only_where_it_is_possible(verb: Verb) -> None:
    assert AWAITED[verb]
    assert AWAITED[verb] <= BY_VERB[verb].sources


@pytest.mark.parametrize(
    ("verb", "states"),
    [
        (Verb.LOG_CONTACT, {AssignmentState.ACCEPTED}),
        (Verb.RECORD_CALLBACK, {CaseState.PENDING_CALLBACK}),
        (Verb.REQUEST_ADJUDICATION, {CaseState.PENDING_DISPATCH}),
        (Verb.APPROVE_EXTENSION, AT_WORK),
    ],
)
def test_where_it_leads_nowhere_nobody_waits(verb: Verb, states: set[str]) -> None:
    assert AWAITED[verb] == states


def test_every_open_state_of_a_case_that_no_unit_works_on_waits_for_somebody() -> None:
    waiting = frozenset().union(*AWAITED.values())
    by_units = {CaseState.IN_PROGRESS, CaseState.PENDING_REVIEW}
    ended = {CaseState.ANSWERED, CaseState.DIVERTED, CaseState.CLOSED, CaseState.TERMINATED, CaseState.WITHDRAWN}
    assert set(CaseState) - waiting == by_units | ended | {CaseState.MERGED}
