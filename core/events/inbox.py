"""What waits for one of many who are told the same: bounded, so that one who is slow costs the others nothing."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(eq=False)
class Inbox(Generic[T]):
    """Batches of at most `limit` things in all. It is `late` for good, and empty, once that was too little.

    `lost` tells whoever takes that there will be nothing more.
    """

    limit: int
    waiting: deque[Sequence[T]] = field(default_factory=deque)
    held: int = 0
    late: bool = False
    lost: bool = False
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def put(self, batch: Sequence[T]) -> None:
        """Leave a batch, unless it is too much."""
        if self.late or self.held + len(batch) > self.limit:
            self.late, self.held = True, 0
            self.waiting.clear()
        else:
            self.waiting.append(batch)
            self.held += len(batch)
        self.news.set()

    def take(self) -> Sequence[T] | None:
        """The next batch; without one, `news` tells of the next."""
        if not self.waiting:
            self.news.clear()
            return None
        batch = self.waiting.popleft()
        self.held -= len(batch)
        return batch
