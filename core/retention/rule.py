"""How long a case is kept, and as what: rules of a policy profile, what they must not contradict, and the instants they give."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import datetime
from itertools import product
from typing import Annotated, Final, Self

from pydantic import Field, StrictInt, model_validator

from core.cases.states import Kind, Secrecy
from core.clock import SHANGHAI
from core.deadlines.rule import Frozen, Trust

APPEAL: Final = 6
"""Months in which whoever learnt of an act may go to court (行政诉讼法 art. 46), and must be known."""


class Months(Frozen):
    """A number of months after the case ended, and where the number comes from."""

    months: Annotated[StrictInt, Field(ge=1, le=1200)]
    source: Annotated[str, Field(min_length=1)]
    trust: Trust


class RetainedCases(Frozen):
    """Which cases a rule is about; conditions must all hold, a list holds when it names the case's."""

    kind: Annotated[tuple[Kind, ...], Field(min_length=1)] | None = None
    secrecy: Annotated[tuple[Secrecy, ...], Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("an empty condition: name kind or secrecy, or leave `when` out in the last rule")
        return self

    def holds(self, kind: Kind, secrecy: Secrecy) -> bool:
        """Whether every condition is met."""
        return (self.kind is None or kind in self.kind) and (self.secrecy is None or secrecy in self.secrecy)


class RetentionRule(Frozen):
    """Three clocks from the end of a case: no later change, nobody's any more, gone. Without `delete` it is kept for good."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    when: RetainedCases | None = None
    close: Months
    anonymise: Months
    delete: Months | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        steps = [one.months for one in (self.close, self.anonymise, self.delete) if one]
        if steps != sorted(steps):
            raise ValueError("a case is closed, then anonymised, then deleted: raise the later number of months")
        return self

    def holds(self, kind: Kind, secrecy: Secrecy) -> bool:
        """Whether the rule is about a case of that kind and secrecy."""
        return self.when is None or self.when.holds(kind, secrecy)


def refuse_contradictions(rules: Sequence[RetentionRule], longest: int) -> None:
    """Raises ValueError for a rule that no case reaches, or that forgets a case while it may still be worked on or appealed.

    `longest` is how many months the profile's longest deadline may take.
    """
    used = {next((one.id for one in rules if one.holds(*sort)), None) for sort in product(Kind, Secrecy)}
    for rule in rules:
        if rule.id not in used:
            raise ValueError(f"rule {rule.id} is never reached: the rules before it hold for all of its cases")
        if rule.close.months < longest:
            raise ValueError(f"rule {rule.id}: close: a deadline may take {longest} months: give it as many at least")
        if rule.anonymise.months < APPEAL:
            raise ValueError(
                f"rule {rule.id}: anonymise: an appeal may come for {APPEAL} months: give it as many at least"
            )


def months_before(instant: datetime, months: int) -> datetime:
    """The same local time so many months earlier; the month's last day where it has no such day."""
    local = instant.astimezone(SHANGHAI)
    year, month = divmod(local.year * 12 + local.month - 1 - months, 12)
    return local.replace(year=year, month=month + 1, day=min(local.day, monthrange(year, month + 1)[1]))
