"""The table in the code against the one written by hand, in both directions."""

import pytest

from plugins.discipline_referral.states import OPEN, TRANSITIONS, Act, State
from tests.plugins.discipline_referral.oracle import oracle

MADE, SEEN = {Act.PROPOSE, Act.SUGGEST}, {Act.READ, Act.EXPORT}


def test_every_act_on_a_referral_and_every_state_stands_in_the_oracle() -> None:
    acts = {act.value for act in TRANSITIONS}

    assert set(oracle()) == {(act, state.value) for act in acts for state in State}
    assert set(Act) == {Act(act) for act in acts} | MADE | SEEN


@pytest.mark.parametrize(("act", "state"), sorted(oracle()))
def test_the_table_is_the_oracle_s(act: str, state: str) -> None:
    transition = TRANSITIONS[Act(act)]

    leads_to = (transition.to or State(state)).value if State(state) in transition.states else None

    assert leads_to == oracle()[act, state]


def test_what_has_ended_is_where_no_act_leads_on() -> None:
    leading_on = {state for (_, state), to in oracle().items() if to not in {None, state}}

    assert {state.value for state in OPEN} == leading_on
