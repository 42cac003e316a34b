"""Arithmetic of half-open intervals of time: what they cover together, and what they leave open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """From `start` up to but not including `end`, both aware. ValueError where it holds no time."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError(f"an interval ends after it starts, not from {self.start} to {self.end}")

    def __contains__(self, instant: datetime) -> bool:
        return self.start <= instant < self.end

    def meets(self, other: "Interval") -> bool:
        """Whether the two overlap or follow one another without a pause."""
        return self.start <= other.end and other.start <= self.end

    def within(self, window: "Interval") -> "Interval | None":
        """The part that lies in the window; None if none does."""
        start, end = max(self.start, window.start), min(self.end, window.end)
        return Interval(start, end) if start < end else None


def union(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """The same time as disjoint intervals in order, with a pause between any two."""
    found: list[Interval] = []
    for one in sorted(intervals):
        if found and one.start <= found[-1].end:
            found[-1] = Interval(found[-1].start, max(found[-1].end, one.end))
        else:
            found.append(one)
    return tuple(found)


def subtract(one: Interval, taken: Iterable[Interval]) -> tuple[Interval, ...]:
    """What is left of an interval when the others are taken away, in order."""
    left, at = [], one.start
    for other in union(taken):
        if other.end <= at:
            continue
        if other.start >= one.end:
            break
        if other.start > at:
            left.append(Interval(at, other.start))
        at = other.end
    if at < one.end:
        left.append(Interval(at, one.end))
    return tuple(left)


def gaps(window: Interval, covered: Sequence[Interval]) -> tuple[Interval, ...]:
    """The parts of the window that nothing covers, in order."""
    return subtract(window, covered)
