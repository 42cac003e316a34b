import pytest

from core.deadlines.budget import Budget, BudgetError, Mode
from tests.core.deadlines.oracle import exactly


@pytest.mark.parametrize("amount", [None, 1])
def test_a_budget_is_days_or_minutes(amount: int | None) -> None:
    with pytest.raises(BudgetError, match=exactly("a budget is in days or in minutes: give exactly one of them")):
        Budget(days=amount, minutes=amount)


@pytest.mark.parametrize("amount", [0, -3])
def test_a_budget_grants_something(amount: int) -> None:
    with pytest.raises(BudgetError, match=exactly(f"a budget must be 1 or more, not {amount}")):
        Budget(minutes=amount)


def test_an_extension_adds_in_the_same_unit() -> None:
    assert Budget(days=5).plus(Budget(days=3)) == Budget(days=8)
    assert Budget(minutes=30, mode=Mode.CLOCK).plus(Budget(minutes=5, mode=Mode.CLOCK)) == Budget(
        minutes=35, mode=Mode.CLOCK
    )


@pytest.mark.parametrize(
    ("other", "named"),
    [(Budget(minutes=60), "WORKING minutes"), (Budget(days=1, mode=Mode.CLOCK), "CLOCK days")],
)
def test_units_and_modes_are_never_converted(other: Budget, named: str) -> None:
    with pytest.raises(BudgetError) as refused:
        Budget(days=5).plus(other)
    assert str(refused.value) == f"a clock of WORKING days is extended in WORKING days, not in {named}"
