"""How long a clock may run: days or minutes, and never one turned into the other."""

from dataclasses import dataclass, replace
from enum import StrEnum

from core.errors import DomainError


class Mode(StrEnum):
    """Which time counts."""

    WORKING = "WORKING"
    """Working days, or minutes within office hours of working days."""
    CLOCK = "CLOCK"
    """Every day and every minute."""


class BudgetError(DomainError, ValueError):
    """A budget or an extension that has no meaning."""


@dataclass(frozen=True, slots=True)
class Budget:
    """Exactly one of days and minutes, at least 1, and the mode. Raises BudgetError otherwise."""

    days: int | None = None
    minutes: int | None = None
    mode: Mode = Mode.WORKING

    def __post_init__(self) -> None:
        if (self.days is None) == (self.minutes is None):
            raise BudgetError("a budget is in days or in minutes: give exactly one of them")
        if self.amount < 1:
            raise BudgetError(f"a budget must be 1 or more, not {self.amount}")

    @property
    def amount(self) -> int:
        """The number, in the budget's own unit."""
        return self.days if self.days is not None else self.minutes or 0

    @property
    def unit(self) -> str:
        """`days` or `minutes`."""
        return "minutes" if self.days is None else "days"

    def plus(self, other: "Budget") -> "Budget":
        """The budget lengthened by one of the same unit and mode. Raises BudgetError for another (Art. 15(4))."""
        if (self.unit, self.mode) != (other.unit, other.mode):
            own = f"{self.mode} {self.unit}"
            raise BudgetError(f"a clock of {own} is extended in {own}, not in {other.mode} {other.unit}")
        total = self.amount + other.amount
        return replace(self, days=total) if self.unit == "days" else replace(self, minutes=total)
