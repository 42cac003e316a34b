"""The fixed rules that supply what a file of old messages does not say: one small table, `rules.toml`."""

import tomllib
from collections.abc import Iterator
from datetime import time
from functools import cache
from importlib.resources import files
from typing import Self

from pydantic import model_validator

from core.cases.states import Channel, Kind, Urgency
from core.deadlines.rule import Frozen


class KindRule(Frozen):
    """Holds for a title that contains a text, or that ends with one of several."""

    contains: str | None = None
    ends: tuple[str, ...] | None = None
    kind: Kind

    @model_validator(mode="after")
    def _asks_one_thing(self) -> Self:
        if (self.contains is None) == (self.ends is None):
            raise ValueError("give exactly one of `contains` and `ends`")
        return self

    def holds(self, title: str) -> bool:
        """Whether the title, without blanks around it, is of this kind."""
        if self.contains is not None:
            return self.contains in title
        return title.strip().endswith(self.ends or ())

    @property
    def statement(self) -> str:
        """The rule as it is printed."""
        asked = f"contains {self.contains}" if self.contains is not None else f"ends with {' '.join(self.ends or ())}"
        return f"{asked} -> {self.kind.value}"


class KindRules(Frozen):
    """The first rule that holds decides."""

    rules: tuple[KindRule, ...]
    otherwise: Kind

    def of(self, title: str) -> Kind:
        """The kind of a message with that title."""
        return next((rule.kind for rule in self.rules if rule.holds(title)), self.otherwise)


class CategoryRule(Frozen):
    """The code of the category of a message that has none, or one whose name is not in our tree."""

    otherwise: str


class CaseRule(Frozen):
    """What every imported case is."""

    channel: Channel
    urgency: Urgency
    enterprise: bool


class TimeRule(Frozen):
    """The time of day, in Asia/Shanghai, of a date that stands alone."""

    date_alone: time


class ContactRule(Frozen):
    """How the reply reached the reporter, in codes."""

    method: str
    outcome: str


class FeedbackRule(Frozen):
    """What the unit's report says besides the reply itself."""

    facts_true: bool
    within_remit: bool
    resolved: bool
    actions_taken: str


class CallbackRule(Frozen):
    """Nobody was called, and why there is no rating."""

    reached: bool
    not_rated_reason: str


class Rules(Frozen):
    """The whole table."""

    kind: KindRules
    category: CategoryRule
    case: CaseRule
    time: TimeRule
    contact: ContactRule
    feedback: FeedbackRule
    callback: CallbackRule

    def statements(self) -> Iterator[str]:
        """Every rule in a sentence, for the importer's output."""
        kinds = "; ".join(rule.statement for rule in self.kind.rules)
        yield f"Kind: the title {kinds}; otherwise {self.kind.otherwise.value}. The first match wins."
        yield f"Category: the given level-1 name looked up in our tree; otherwise {self.category.otherwise}."
        yield "Place: the first coded place (such as A3区) in the title, then in the content; otherwise the city."
        yield f"Case: channel {self.case.channel.value}, external number = source_id, urgency {self.case.urgency.value}."
        yield f"Enterprise matter: {'yes' if self.case.enterprise else 'no'}. Reporter: anonymous; the account is not taken over."
        yield f"Times without offset are Asia/Shanghai; a date alone is {self.time.date_alone} of that day."
        yield "At submitted_at: registered, accepted, and dispatched to the best lead, of the catalogue or a plug-in that routes."
        yield (
            f"At replied_at: taken by the unit unless deemed accepted; contact {self.contact.method}, {self.contact.outcome}; "
            f"the reply submitted and approved."
        )
        yield (
            f"The report says: facts true {self.feedback.facts_true}, within remit {self.feedback.within_remit}, "
            f"resolved {self.feedback.resolved}, actions {self.feedback.actions_taken}"
        )
        yield (
            f"Callback: reached {self.callback.reached}, not rated, {self.callback.not_rated_reason}; the case closes "
            "and is left out of every satisfaction rate."
        )


@cache
def fixed_rules() -> Rules:
    """The rules that come with the system."""
    return Rules.model_validate(tomllib.loads((files("core.replay") / "rules.toml").read_text("utf-8")))
