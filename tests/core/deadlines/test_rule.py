import pytest
from pydantic import ValidationError

from core.cases.states import Channel, Kind, Urgency
from core.deadlines.budget import Budget, Mode
from core.deadlines.rule import Facts, Rule, When

CASE: Facts = {"urgency": Urgency.URGENT, "kind": Kind.COMPLAINT, "channel": Channel.PHONE, "utility": True}


@pytest.mark.parametrize(
    ("when", "holds"),
    [
        (When(urgency=(Urgency.URGENT, Urgency.LIFE_DANGER)), True),
        (When(urgency=(Urgency.LIFE_DANGER,)), False),
        (When(kind=(Kind.COMPLAINT,), channel=(Channel.PHONE,)), True),
        (When(kind=(Kind.COMPLAINT,), channel=(Channel.WEB,)), False),
        (When(utility=True), True),
        (When(utility=False), False),
        (When(enterprise=True), False),
        (When(enterprise=False), False),
        (When(complex=True, utility=True), False),
    ],
)
def test_all_conditions_must_be_met_by_known_facts(when: When, holds: bool) -> None:
    assert when.holds(CASE) is holds


def test_a_rule_without_condition_holds_for_every_case() -> None:
    rule = Rule(id="ordinary", days=5, mode=Mode.WORKING, source="a page", trust="M")
    assert rule.holds({})
    assert rule.budget == Budget(days=5)


def test_an_empty_condition_is_refused() -> None:
    with pytest.raises(ValidationError, match="an empty condition: name a fact, or leave `when` out in the last rule"):
        When()
