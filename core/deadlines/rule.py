"""One rule of a policy profile: on which cases a clock gets which budget, and on whose word."""

from functools import cached_property
from typing import Annotated, Literal, Self, TypedDict

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, model_validator

from core.cases.states import Channel, Kind, Urgency
from core.deadlines.budget import Budget, Mode

Trust = Literal["P", "M", "D", "U", "R"]
"""P official page, M press or mirror of an official text, D draft, U unverified, R recommendation without source."""

Amount = Annotated[StrictInt, Field(ge=1)]


class Facts(TypedDict, total=False):
    """What rules may ask about a case; a fact left out meets no condition."""

    urgency: Urgency
    kind: Kind
    channel: Channel
    utility: bool
    """An essential utility: water, power, gas, heat, telecom (Art. 18)."""
    enterprise: bool
    complex: bool


class Frozen(BaseModel):
    """Policy data: fixed once read, and nothing in it goes unread."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class When(Frozen):
    """Conditions that must all hold; a list holds when it names the fact."""

    urgency: Annotated[tuple[Urgency, ...], Field(min_length=1)] | None = None
    kind: Annotated[tuple[Kind, ...], Field(min_length=1)] | None = None
    channel: Annotated[tuple[Channel, ...], Field(min_length=1)] | None = None
    utility: StrictBool | None = None
    enterprise: StrictBool | None = None
    complex: StrictBool | None = None

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("an empty condition: name a fact, or leave `when` out in the last rule")
        return self

    def holds(self, facts: Facts) -> bool:
        """Whether every condition is met."""
        return all(_meets(getattr(self, name), facts.get(name)) for name in self.model_fields_set)


class Rule(Frozen):
    """`minutes` or `days`, never both; `source` and `trust` say where the number is from, `article` what it serves."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    when: When | None = None
    days: Amount | None = None
    minutes: Amount | None = None
    mode: Mode
    article: str | None = None
    source: Annotated[str, Field(min_length=1)]
    trust: Trust

    @model_validator(mode="after")
    def _has_budget(self) -> Self:
        _ = self.budget
        return self

    @cached_property
    def budget(self) -> Budget:
        """What the rule grants."""
        return Budget(days=self.days, minutes=self.minutes, mode=self.mode)

    def holds(self, facts: Facts) -> bool:
        """Whether the rule is about a case of these facts."""
        return self.when is None or self.when.holds(facts)


def _meets(wanted: object, fact: object) -> bool:
    return fact in wanted if isinstance(wanted, tuple) else fact == wanted
