"""A policy profile: every number the regulation leaves open, as versioned data with its source."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from functools import cached_property
from math import ceil
from typing import Annotated, Final, Self

from pydantic import Field, StrictInt, field_validator, model_validator

from core.deadlines.arithmetic import YellowRule
from core.deadlines.budget import Budget
from core.deadlines.hours import OfficeHours
from core.deadlines.kinds import ClockKind
from core.deadlines.rule import Amount, Facts, Frozen, Rule, Trust
from core.errors import DomainError
from core.retention.rule import RetentionRule, refuse_contradictions

Code = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")]
Source = Annotated[str, Field(min_length=1)]

FEWEST_WORKING_DAYS: Final = 15
"""Of a month: February with the Spring Festival in it."""
FEWEST_DAYS: Final = 30
"""By which months are reckoned here, as 180 days are half a year."""


class UnknownClock(DomainError):
    """The profile has no rules for the clock kind."""


class Limit(Frozen):
    """One number and where it comes from."""

    value: Annotated[StrictInt, Field(ge=0)]
    source: Source
    trust: Trust


class Limits(Frozen):
    """What may happen how often and for how long."""

    max_bounces: Limit
    """Approved returns of one case; the next doubt is adjudicated (Art. 14(3))."""
    adjudicate_after_dispatches: Limit
    """Dispatches of one case without an owner after which the hotline rules."""
    max_extensions: Limit
    """Extensions of one assignment (Art. 15(4))."""
    max_extension_days: Limit
    """Days all extensions of a clock in days may add together."""
    extension_max_each: Limit
    """Days one extension may add."""
    max_extension_minutes: Limit
    """Minutes all extensions of a clock in minutes may add together: days and minutes are never converted."""
    information_days: Limit
    """Working days in which missing information is awaited (Art. 10)."""
    callback_attempts: Limit
    """Calls without answer after which the reporter counts as unreachable (Art. 16)."""
    long_cycle_days: Limit
    """Days a shelved assignment of a long-cycle class may take."""


class Yellow(Frozen):
    """When the yellow card shows: `days` working days before due, or at that share of a budget in minutes."""

    days: Amount
    share: Annotated[float, Field(gt=0, lt=1)]
    source: Source
    trust: Trust

    @cached_property
    def rule(self) -> YellowRule:
        """As the arithmetic takes it."""
        return YellowRule(self.days, self.share)


class Office(Frozen):
    """Office hours of a working day, local time."""

    periods: tuple[tuple[time, time], ...]
    source: Source
    trust: Trust

    @model_validator(mode="after")
    def _can_run(self) -> Self:
        _ = self.hours
        return self

    @cached_property
    def hours(self) -> OfficeHours:
        """As the calendar takes them."""
        return OfficeHours(self.periods)


class Profile(Frozen):
    """One version of a profile; a case keeps the version it was registered under."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    version: Amount
    valid_from: date
    source: Source
    office: Office
    yellow: Yellow
    limits: Limits
    clock: Mapping[Code, tuple[Rule, ...]]
    retention: tuple[RetentionRule, ...] = ()
    """Without a rule, cases are kept as they are."""

    def rule(self, kind: str, facts: Facts) -> Rule:
        """The first rule that holds. Raises UnknownClock for a kind the profile does not name."""
        if kind not in self.clock:
            raise UnknownClock(f"profile {self.name} has no rules for {kind}: it knows {', '.join(sorted(self.clock))}")
        return next(rule for rule in self.clock[kind] if rule.holds(facts))

    def budget(self, kind: str, facts: Facts) -> tuple[Budget, str]:
        """The budget of a clock and the full id of the rule that grants it, like `taian@1/HANDLING/enterprise`."""
        rule = self.rule(kind, facts)
        return rule.budget, f"{self.name}@{self.version}/{kind}/{rule.id}"

    @cached_property
    def longest(self) -> int:
        """Months that suffice for the longest of its deadlines, with all its extensions, or for shelved work."""
        budgets = [rule.budget for rules in self.clock.values() for rule in rules]
        days = [one.days + self.limits.max_extension_days.value for one in budgets if one.days]
        minutes = [one.minutes + self.limits.max_extension_minutes.value for one in budgets if one.minutes]
        working, civil = (
            max(days, default=0),
            max([*(one / 1440 for one in minutes), self.limits.long_cycle_days.value]),
        )
        return ceil(max(working / FEWEST_WORKING_DAYS, civil / FEWEST_DAYS))

    @model_validator(mode="after")
    def _contradicts_nothing(self) -> Self:
        refuse_contradictions(self.retention, self.longest)
        return self

    @field_validator("retention")
    @classmethod
    def _retains_every_case(cls, rules: tuple[RetentionRule, ...]) -> tuple[RetentionRule, ...]:
        if rules:
            _refuse_unreachable("retention", rules)
        return rules

    @field_validator("clock")
    @classmethod
    def _answers_every_case(cls, clock: Mapping[str, tuple[Rule, ...]]) -> Mapping[str, tuple[Rule, ...]]:
        missing = [kind.value for kind in ClockKind if kind not in clock]
        if missing:
            raise ValueError(f"no rules for {', '.join(missing)}: every core clock needs at least one rule")
        for kind, rules in clock.items():
            _refuse_unreachable(kind, rules)
        return clock


def _refuse_unreachable(kind: str, rules: Sequence[Rule] | Sequence[RetentionRule]) -> None:
    """Exactly the last rule is unconditional, so that every case has one rule and every rule a case."""
    if not rules or rules[-1].when is not None:
        raise ValueError(f"{kind}: the last rule must hold for every case: leave out its `when`")
    for rule in rules[:-1]:
        if rule.when is None:
            raise ValueError(f"{kind}: rule {rule.id} holds for every case and hides those after it: give it a `when`")
    ids = [rule.id for rule in rules]
    for rule_id in ids:
        if ids.count(rule_id) > 1:
            raise ValueError(f"{kind}: two rules are called {rule_id}: rename one")
