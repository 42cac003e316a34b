"""The oracle itself: unambiguous, complete, in the words of the house. Other tests hold the code against it."""

from collections import Counter, defaultdict

from core.cases.states import AssignmentState, CaseState
from tests.core.cases import oracle

STATES = {"CASE": frozenset(CaseState), "ASSIGNMENT": frozenset(AssignmentState)}

VERBS_OF_THE_DESIGN = """
registerCase requestInformation supplyInformation answerCase divertCase objectToDiversion acceptCase dispatchCase
requestAdjudication ruleAndDispatch mergeCases unmergeCase acceptAssignment requestReturn approveReturn rejectReturn
reassign subDispatch logContact requestExtension approveExtension rejectExtension shelveAssignment
unshelveAssignment submitFeedback sendBackFeedback approveFeedback recordCallback orderRedo closeUnreasonable
requestTermination approveTermination rejectTermination makeCommitment fulfilCommitment withdrawCase
reopenWithNewFacts
"""


def test_no_triple_is_answered_twice() -> None:
    counted = Counter((row.machine, row.state, row.verb, row.role) for row in oracle.rows())
    assert [triple for triple, times in counted.items() if times > 1] == []


def test_exactly_the_verbs_of_the_design_are_decided() -> None:
    assert {row.verb for row in oracle.verb_rows()} == set(VERBS_OF_THE_DESIGN.split())


def test_every_state_is_one_of_its_machine() -> None:
    for row in oracle.rows():
        named = ({row.state} - {None}) | row.to
        assert named <= STATES[row.machine], row
        assert ({row.case_from} - {None}) | row.case_to <= STATES["CASE"], row


def test_every_verb_on_an_existing_object_is_decided_in_every_state() -> None:
    decided = defaultdict(set)
    for row in oracle.verb_rows():
        decided[row.machine, row.verb].add(row.state)
    del decided["CASE", "registerCase"]
    for (machine, verb), states in decided.items():
        assert states == STATES[machine], verb


def test_a_refusal_leads_nowhere_and_a_permission_somewhere() -> None:
    for row in oracle.rows():
        assert bool(row.to) == row.allowed, row
        assert row.allowed or not row.case_to, row


def test_every_guard_is_seen_to_refuse_and_to_let_pass() -> None:
    seen = defaultdict(set)
    for row in oracle.guard_rows():
        seen[row.guard].add(row.allowed)
        assert row.code == (None if row.allowed else row.guard), row
    assert set(map(frozenset, seen.values())) == {frozenset({True, False})}


def test_a_guarded_verb_is_open_to_someone() -> None:
    open_verbs = {row.verb for row in oracle.verb_rows() if row.allowed}
    assert {row.verb for row in oracle.guard_rows()} <= open_verbs
