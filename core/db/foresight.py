"""What a command will ask later, asked with what it asks first.

A hint and nothing more: whoever asks for something that was foreseen is answered from here, as long as nothing was written
to where it was read from; whoever asks for something else, or is told nothing, asks the database.
"""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field

from core.db.statement import prepare
from core.db.together import Ask, Key, Row


@dataclass(slots=True)
class Foresight:
    """Of one unit of work."""

    waiting: dict[Key, Ask] = field(default_factory=dict)
    """What was foreseen and is not read yet."""
    _known: dict[Key, Sequence[Row]] = field(default_factory=dict)

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
        self._known.update(zip((ask.key for ask in asks), answers, strict=True))

    def answer(self, key: Key) -> Sequence[Row] | None:
        """The rows; None when they are not known."""
        return self._known.get(key)

    def forget(self, words: Set[str]) -> None:
        """Something is written to one of the tables that have these names."""
        for key in list(self._known):
            if not prepare(key[0]).words.isdisjoint(words):
                del self._known[key]
