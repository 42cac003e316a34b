"""The code's table and the policy file together say exactly what the hand-written oracle says, and nothing else."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from itertools import product

import pytest

from core.access.matrix import Matrix, load_matrix
from core.cases.life_cycle import BY_VERB, TRANSITIONS, Machine, Transition
from core.cases.states import AssignmentState, CaseState
from core.cases.transition import NOTHING_YET
from core.cases.verbs import Verb
from tests.core.cases import oracle

STATES = {"CASE": [NOTHING_YET, *CaseState], "ASSIGNMENT": list(AssignmentState)}
MATRIX = load_matrix()
Triple = tuple[str, str, str, str]


def opened_by_the_code(table: Iterable[Transition] = TRANSITIONS, matrix: Matrix = MATRIX) -> set[Triple]:
    return {
        (verb.machine.value, state, verb.verb.value, role)
        for verb in table
        for state, role in product(STATES[verb.machine], matrix.roles)
        if state in verb.moves and matrix.cell(role, verb.verb) is not None
    }


def opened_by_the_oracle() -> set[Triple]:
    return {(row.machine, row.state or NOTHING_YET, row.verb, row.role) for row in oracle.verb_rows() if row.allowed}


def led_to_by_the_oracle() -> dict[tuple[str, str], frozenset[str]]:
    """(verb, state) -> the states that can follow."""
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in oracle.verb_rows():
        if row.allowed:
            found[row.verb, row.state or NOTHING_YET] |= row.to
    return {key: frozenset(states) for key, states in found.items()}


def test_every_verb_has_exactly_one_transition() -> None:
    assert sorted(one.verb for one in TRANSITIONS) == sorted(Verb)


def test_state_and_role_open_exactly_what_the_oracle_allows() -> None:
    assert opened_by_the_code() == opened_by_the_oracle()


def test_every_refusal_the_oracle_names_is_one() -> None:
    refused = {
        (row.machine, row.state or NOTHING_YET, row.verb, row.role) for row in oracle.verb_rows() if not row.allowed
    }
    assert refused.isdisjoint(opened_by_the_code())


def test_every_move_leads_where_the_oracle_says() -> None:
    moves = {(one.verb.value, state): targets for one in TRANSITIONS for state, targets in one.moves.items()}
    assert moves == led_to_by_the_oracle()


@pytest.mark.parametrize(
    "row", [row for row in oracle.verb_rows() if row.allowed and row.case_from], ids=lambda row: row.name
)
def test_an_assignment_s_verb_takes_its_case_where_the_oracle_says(row: oracle.Row) -> None:
    transition = BY_VERB[Verb(row.verb)]
    assert transition.machine is Machine.ASSIGNMENT
    assert row.case_from in transition.case_states
    can_follow = transition.case_moves.get(row.case_from or "", frozenset({row.case_from}))
    if row.case_to:
        assert can_follow == row.case_to
    else:
        assert row.case_from in can_follow


@pytest.mark.parametrize("verb", Verb)
def test_a_transition_that_is_missing_would_be_noticed(verb: Verb) -> None:
    assert opened_by_the_code(one for one in TRANSITIONS if one.verb is not verb) != opened_by_the_oracle()


@pytest.mark.parametrize("verb", Verb)
def test_a_state_that_is_missing_would_be_noticed(verb: Verb) -> None:
    for state in BY_VERB[verb].moves:
        moves = {source: targets for source, targets in BY_VERB[verb].moves.items() if source != state}
        table = [replace(one, moves=moves) if one.verb is verb else one for one in TRANSITIONS]
        assert opened_by_the_code(table) != opened_by_the_oracle(), state


@pytest.mark.parametrize("verb", Verb)
def test_a_role_that_changes_place_with_another_would_be_noticed(verb: Verb) -> None:
    holders = {role for role in MATRIX.roles if MATRIX.cell(role, verb)}
    for holder, other in product(sorted(holders), sorted(MATRIX.roles - holders)):
        cells = dict(MATRIX.cells)
        cells[other, verb.value] = cells.pop((holder, verb.value))
        assert opened_by_the_code(matrix=replace(MATRIX, cells=cells)) != opened_by_the_oracle(), (holder, other)
