"""Answers to consecutive events, made once for all who are told them."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import NamedTuple, TypeVar
from uuid import UUID

from schema.streams.relay import At

T = TypeVar("T")
Noted = Callable[[frozenset[UUID]], None]
"""Takes the accounts that are told."""

WIDEST = 64 * 1024
"""Characters of the answers that are told in one go, unless one alone has more: what a socket's buffer takes."""


class Answer(NamedTuple):
    """The payload of one answer as JSON, and the event's cursor if it has one."""

    text: str
    cursor: str | None


class Packet:
    """Everything there is to tell between two places, in order; `places` are the answers' own.

    `form` makes its form on the wire once for all who are told it in the same form. `alike` are the accounts it is for, where
    plug-ins tell accounts apart. `noted` writes down who is told, where sealed texts are in it.
    """

    __slots__ = ("_forms", "alike", "answers", "begin", "end", "made_at", "noted", "places")

    def __init__(
        self, begin: At, end: At, answers: Sequence[Answer], places: Sequence[At], made_at: float,
        alike: frozenset[UUID] | None = None, noted: Noted | None = None,
    ) -> None:  # fmt: skip
        self.begin, self.end, self.answers, self.places, self.made_at = begin, end, answers, places, made_at
        self.alike, self.noted = alike, noted
        self._forms: dict[Hashable, object] = {}

    def is_for(self, account: UUID) -> bool:
        """Whether it may be told to an account of the group."""
        return self.alike is None or account in self.alike

    def form(self, name: Hashable, make: Callable[["Packet"], T]) -> T:
        """What `make` makes of the packet; all makers of one name make the same."""
        found = self._forms.get(name)
        if found is None:
            found = self._forms[name] = make(self)
        return found  # type: ignore[return-value]

    def contradicts(self, at: At) -> bool:
        """Whether it has a place of the same number that is of another history."""
        return any(one.number == at.number and one != at for one in (self.begin, *self.places, self.end))

    def after(self, at: At) -> "Packet":
        """The part of it that lies behind a place."""
        if at.number <= self.begin.number:
            return self
        kept = [index for index, place in enumerate(self.places) if place.number > at.number]
        answers, places = [self.answers[one] for one in kept], [self.places[one] for one in kept]
        return Packet(at, self.end, answers, places, self.made_at, self.alike, self.noted)


def packets(
    begin: At,
    end: At,
    told: Sequence[tuple[At, Answer]],
    now: float,
    alike: frozenset[UUID] | None = None,
    noted: Noted | None = None,
) -> Iterator[Packet]:
    """The answers between two places in packets that are not too wide; one without answers if there are none."""
    answers: list[Answer] = []
    places: list[At] = []
    size, last = 0, begin
    for at, answer in told:
        if answers and size + len(answer.text) > WIDEST:
            yield Packet(begin, last, answers, places, now, alike, noted)
            begin, answers, places, size = last, [], [], 0
        answers.append(answer)
        places.append(at)
        size, last = size + len(answer.text), at
    yield Packet(begin, end, answers, places, now, alike, noted)
