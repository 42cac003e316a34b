"""The rates counted anew from the event log and from what the reporters said: no table but `case_event` is read.

It walks each case's events in order, keeps its own picture of rounds and parts, and knows nothing of clocks, callbacks or
findings as rows. A clock was missed when its red card was shown.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from tests.core.ratings.history import Told

Rows = dict[str, dict[str, Counter[tuple[UUID, int]]]]
"""Rate → class → (id of assignment or case, round)."""

_ENDS = {"CLOSED", "TERMINATED", "WITHDRAWN", "MERGED"}
_GOOD = {"RESOLVED", "BASICALLY", "SATISFIED"}
_QUESTIONS = ("RESOLUTION", "SATISFACTION", "PROCESS")


@dataclass
class Part:
    """One unit's part as the events tell it."""

    id: UUID
    unit: str
    role: str
    round: int
    parent: UUID | None
    state: str = "LIVE"
    cut_off_at: int | None = None
    reached: bool = False
    reported: bool = False
    red: set[str] = field(default_factory=set)


@dataclass
class Closing:
    """One closed round."""

    case: UUID
    round: int
    at: datetime
    ending: str
    version: int
    parts: list[Part]
    call: Told | None
    first: bool


class Story:
    """One case, event by event."""

    def __init__(self, case: UUID, told: Sequence[Told]) -> None:
        self.case, self.told, self.round = case, iter(told), 1
        self.parts: dict[UUID, Part] = {}
        self.calls: dict[int, list[Told]] = defaultdict(list)
        self.closings: list[Closing] = []

    def take(self, event: Mapping[str, Any], first: Mapping[str, Any]) -> None:
        """Add one event; `first` is its version's own."""
        if event["type"] == "assigned":
            self._assign(event, first)
        part = self.parts.get(event["assignment_id"])
        if part is not None:
            self._work(part, event)
        getattr(self, f"_{event['type']}", lambda _: None)(event)
        if event["body"].get("to") in _ENDS:
            self._close(event, event["body"]["to"], self.round)
            self._cut_off(event["case_version"])

    def _assign(self, event: Mapping[str, Any], first: Mapping[str, Any]) -> None:
        subject = first["assignment_id"]
        parent = {"subDispatch": subject, "reassign": self.parts[subject].parent if subject else None}.get(
            first["type"]
        )
        made = Part(event["assignment_id"], event["body"]["unit"], event["body"]["role"], self.round, parent)
        self.parts[made.id] = made

    def _work(self, part: Part, event: Mapping[str, Any]) -> None:
        match event["type"]:
            case "redCard":
                part.red.add(event["body"]["kind"])
            case "logContact":
                part.reached |= event["body"]["outcome"] == "REACHED"
            case "submitFeedback" | "sendBackFeedback":
                part.reported = event["type"] == "submitFeedback"
            case "approveFeedback":
                part.state = "COMPLETED"
            case "approveReturn" | "reassign":
                self._end(part, "RETURNED" if event["type"] == "approveReturn" else "CANCELLED")

    def _end(self, part: Part, state: str) -> None:
        part.state = state
        for child in self.parts.values():
            if child.parent == part.id and child.state == "LIVE":
                self._end(child, "CANCELLED")

    def _cut_off(self, version: int) -> None:
        for part in self.parts.values():
            if part.state == "LIVE":
                part.state, part.cut_off_at = "CANCELLED", version

    def _requestAdjudication(self, event: Mapping[str, Any]) -> None:  # noqa: N802 - named like the event
        self._cut_off(-event["case_version"])

    def _recordCallback(self, _event: Mapping[str, Any]) -> None:  # noqa: N802
        self.calls[self.round].append(next(self.told))

    def _orderRedo(self, event: Mapping[str, Any]) -> None:  # noqa: N802
        self._close(event, "REDO", self.round)
        self.round = event["body"]["round"]

    def _reopenWithNewFacts(self, event: Mapping[str, Any]) -> None:  # noqa: N802
        self.round = event["body"]["round"]

    def _unmergeCase(self, _event: Mapping[str, Any]) -> None:  # noqa: N802
        undone = self.closings.pop()
        for part in self.parts.values():
            if part.cut_off_at == undone.version:
                part.state, part.cut_off_at = "LIVE", None

    def _close(self, event: Mapping[str, Any], ending: str, round_: int) -> None:
        first = not any(calls for before, calls in self.calls.items() if before < round_)
        call = self.calls[round_][-1] if self.calls[round_] else None
        parts = [part for part in self.parts.values() if part.round == round_]
        version, at = event["case_version"], event["occurred_at"]
        self.closings.append(Closing(self.case, round_, at, ending, version, parts, call, first))


def rows(
    events: Iterable[Mapping[str, Any]], told: Mapping[UUID, Sequence[Told]], units: set[str], period: Any
) -> Rows:
    """Every rate's rows by class, for the units of a subtree and the rounds closed in the half-open period."""
    found: Rows = defaultdict(lambda: defaultdict(Counter))
    since, until = period
    for closing in _closings(events, told):
        if since <= closing.at < until:
            for rate, class_, id_ in _classified(closing, units):
                found[rate][class_][id_, closing.round] += 1
    return found


def _closings(events: Iterable[Mapping[str, Any]], told: Mapping[UUID, Sequence[Told]]) -> Iterator[Closing]:
    stories: dict[UUID, Story] = {}
    first: Mapping[str, Any] = {}
    for event in sorted(events, key=lambda one: (one["case_id"], one["case_version"], one["seq"])):
        first = event if event["seq"] == 0 else first
        story = stories.setdefault(event["case_id"], Story(event["case_id"], told.get(event["case_id"], ())))
        story.take(event, first)
    return (closing for story in stories.values() for closing in story.closings)


def _classified(closing: Closing, units: set[str]) -> Iterator[tuple[str, str, UUID]]:
    off = closing.ending if closing.ending in {"WITHDRAWN", "MERGED"} else None
    ours = [part for part in closing.parts if part.unit in units]
    for part in ours:
        yield "RETURN", off or ("NUMERATOR" if part.state == "RETURNED" else "DENOMINATOR"), part.id
        if class_ := _kept(part, "HANDLING", part.reported, closing):
            yield "ON_TIME", class_, part.id
        if part.role != "CO_HANDLER" and (class_ := _kept(part, "FIRST_CONTACT", part.reached, closing)):
            yield "CONTACT", class_, part.id
    if any(part.role != "CO_HANDLER" and _answers(part, closing) for part in ours):
        yield from _of_the_round(closing)


def _kept(part: Part, kind: str, done: bool, closing: Closing) -> str | None:
    missed = kind in part.red
    if part.state == "LIVE" and not done and not missed:
        return None
    if closing.ending in {"WITHDRAWN", "MERGED"}:
        return closing.ending
    if missed or done:
        return "DENOMINATOR" if missed else "NUMERATOR"
    return "TERMINATED" if closing.ending == "TERMINATED" else "CANCELLED"


def _answers(part: Part, closing: Closing) -> bool:
    return part.state == "COMPLETED" or part.cut_off_at == closing.version


def _of_the_round(closing: Closing) -> Iterator[tuple[str, str, UUID]]:
    for place, question in enumerate(_QUESTIONS):
        class_ = _answer(closing, place)
        yield question, class_, closing.case
        if closing.first:
            yield f"{question}_FIRST", class_, closing.case
        if closing.ending != "REDO":
            yield f"{question}_LAST", class_, closing.case
    if closing.ending == "CLOSED":
        yield "REDO", "NUMERATOR" if closing.round > 1 else "DENOMINATOR", closing.case
    elif closing.ending != "REDO":
        yield "REDO", closing.ending, closing.case


def _answer(closing: Closing, place: int) -> str:
    if closing.ending in {"WITHDRAWN", "MERGED", "TERMINATED"}:
        return closing.ending
    call = closing.call
    if call is None or call.answers is None:
        return call.reason if call and call.reason in {"UNREACHABLE", "IMPORT"} else "NOT_RATED"
    return "NUMERATOR" if call.answers[place] in _GOOD else "DENOMINATOR"
