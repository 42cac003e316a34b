"""Answers to events that many listen to: projected and encoded once, written to each."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable

HELD = 512
FRESH_SECONDS = 1.0
"""What an event is told with may change later: a text serves those who hear of the event at the same time."""


class _Text:
    """One text, or the failure to make it, and those who wait for either."""

    __slots__ = ("failure", "made", "stale_at", "text")

    def __init__(self, now: float) -> None:
        self.made, self.stale_at = asyncio.Event(), now + FRESH_SECONDS
        self.text: str | None = None
        self.failure: BaseException | None = None

    async def wait(self) -> str:
        """The text. Raises what making it raised."""
        await self.made.wait()
        if self.text is None:
            raise self.failure or asyncio.CancelledError
        return self.text


class SharedAnswers:
    """The texts of the last answers by what decides them: document, variables, viewer and event.

    Whoever comes first has the text made; those who come meanwhile wait for it. What fails is not held.
    """

    def __init__(self, held: int = HELD) -> None:
        self._held, self._texts = held, OrderedDict[Hashable, _Text]()
        self._makers: set[asyncio.Task[None]] = set()

    def get(self, key: Hashable) -> str | None:
        """The text if it is made: whoever comes later need not wait a turn of the loop for it."""
        held = self._fresh(key)
        return None if held is None else held.text

    async def of(self, key: Hashable, make: Callable[[], Awaitable[str]]) -> str:
        """The text of `key`, made by `make` if nobody has. One subscriber who leaves spoils it for none of the others."""
        held = self._fresh(key)
        if held is None:
            self._texts.pop(key, None)
            held = self._texts[key] = _Text(asyncio.get_running_loop().time())
            if len(self._texts) > self._held:
                self._texts.popitem(last=False)
            maker = asyncio.create_task(self._make(key, held, make))
            self._makers.add(maker)
            maker.add_done_callback(self._makers.discard)
        return held.text or await held.wait()

    def _fresh(self, key: Hashable) -> _Text | None:
        held = self._texts.get(key)
        return None if held is None or asyncio.get_running_loop().time() > held.stale_at else held

    async def _make(self, key: Hashable, held: _Text, make: Callable[[], Awaitable[str]]) -> None:
        try:
            held.text = await make()
        except BaseException as failure:
            held.failure = failure
            if self._texts.get(key) is held:
                del self._texts[key]
            if not isinstance(failure, Exception):
                raise
        finally:
            held.made.set()
