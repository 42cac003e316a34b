"""The table of fixed rules: what it decides, and that every rule is told."""

import pytest
from pydantic import ValidationError

from core.cases.states import Kind
from core.replay.rules import KindRule, fixed_rules


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("投诉某公司，请问合理吗？", Kind.COMPLAINT),
        ("举报并投诉", Kind.COMPLAINT),
        ("举报的建议", Kind.REPORT),
        ("咨询与建议", Kind.SUGGESTION),
        ("咨询入学", Kind.CONSULTATION),
        ("何时通水？ ", Kind.CONSULTATION),
        ("when?", Kind.CONSULTATION),
        ("能加装电梯吗", Kind.CONSULTATION),
        ("能加装电梯吗！", Kind.HELP_REQUEST),
        ("路灯不亮", Kind.HELP_REQUEST),
    ],
)
def test_the_first_rule_that_holds_gives_the_kind(title: str, kind: Kind) -> None:
    assert fixed_rules().kind.of(title) is kind


def test_every_value_of_the_table_is_stated() -> None:
    rules = fixed_rules()

    told = "\n".join(rules.statements())

    values = [rules.category.otherwise, rules.case.channel, rules.case.urgency, str(rules.time.date_alone)]
    values += [rules.contact.method, rules.contact.outcome, rules.feedback.actions_taken]
    values += [rules.callback.not_rated_reason, *(rule.kind.value for rule in rules.kind.rules), rules.kind.otherwise]
    assert [value for value in values if value not in told] == []


@pytest.mark.parametrize("conditions", [{}, {"contains": "投诉", "ends": ("吗",)}])
def test_a_rule_asks_exactly_one_thing(conditions: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="give exactly one of `contains` and `ends`"):
        KindRule.model_validate({"kind": "COMPLAINT", **conditions})
