"""A bounded cache of documents that a flood of new ones cannot empty."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Documents(Generic[T]):
    """Values by source text, weighed by the length of the text.

    A text enters on probation and moves to the kept segment when it is asked for again; each segment drops its least
    recently used texts. Strangers' one-off documents therefore only push each other out. Every step is O(1) amortised.
    A parsed document takes 100 to 280 bytes a character, so the defaults stay below 140 MB whatever is sent.
    """

    def __init__(self, probation: int = 100_000, kept: int = 400_000) -> None:
        self._new, self._kept = _Segment[T](probation), _Segment[T](kept)

    def get(self, source: str, make: Callable[[str], T]) -> T:
        """The value of `source`, made by `make` when it is not held. What `make` raises is not held."""
        value = self._kept.touch(source)
        if value is not None:
            return value
        value = self._new.pop(source)
        if value is not None:
            self._kept.put(source, value)
            return value
        made = make(source)
        self._new.put(source, made)
        return made

    def __contains__(self, source: str) -> bool:
        return source in self._kept.held or source in self._new.held


class _Segment(Generic[T]):
    def __init__(self, capacity: int) -> None:
        self.held: OrderedDict[str, T] = OrderedDict()
        self._capacity, self._weight = capacity, 0

    def touch(self, source: str) -> T | None:
        value = self.held.get(source)
        if value is not None:
            self.held.move_to_end(source)
        return value

    def pop(self, source: str) -> T | None:
        value = self.held.pop(source, None)
        if value is not None:
            self._weight -= len(source)
        return value

    def put(self, source: str, value: T) -> None:
        self.held[source] = value
        self._weight += len(source)
        while self._weight > self._capacity:
            oldest, _ = self.held.popitem(last=False)
            self._weight -= len(oldest)
