"""What a command will ask later, asked with what it asks first.

A hint and nothing more: whoever asks for something that was foreseen is answered from here, as long as nothing was written
to where it was read from; whoever asks for something else, or is told nothing, asks the database.
"""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field

from core.db.statement import prepare
from core.db.together import Ask, Key, Row


@dataclass(frozen=True, slots=True)
class _Answer:
    rows: Sequence[Row]
    words: Set[str]


@dataclass(slots=True)
class Foresight:
    """Of one unit of work."""

    waiting: dict[Key, Ask] = field(default_factory=dict)
    """What was foreseen and is not read yet."""
    _known: dict[Key, _Answer] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether it is of any use."""
        return bool(self.waiting or self._known)

    def take(self) -> list[Ask]:
        """What is to be read now; it waits no more."""
        asks = list(self.waiting.values())
        self.waiting.clear()
        return asks

    def learn(self, asks: Iterable[Ask], answers: Iterable[Sequence[Row]]) -> None:
        """Keep the answers."""
        for ask, rows in zip(asks, answers, strict=True):
            self._known[ask.key] = _Answer(rows, prepare(ask.statement).words)

    def answer(self, key: Key) -> Sequence[Row] | None:
        """The rows; None when they are not known."""
        found = self._known.get(key)
        return None if found is None else found.rows

    def forget(self, words: Set[str]) -> None:
        """Something is written to one of the tables that have these names."""
        for key in [key for key, one in self._known.items() if not one.words.isdisjoint(words)]:
            del self._known[key]
