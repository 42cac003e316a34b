"""Answers to events that many listen to: projected and encoded once, written to each."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable

HELD = 512


class SharedAnswers:
    """The texts of the last answers by what decides them: document, variables, viewer and event.

    Whoever comes first makes the text; those who come meanwhile wait for it. What fails is not held.
    """

    def __init__(self, held: int = HELD) -> None:
        self._held, self._texts = held, OrderedDict[Hashable, "asyncio.Task[str]"]()

    async def of(self, key: Hashable, make: Callable[[], Awaitable[str]]) -> str:
        """The text of `key`, made by `make` if nobody has."""
        task = self._texts.get(key)
        if task is None:
            task = self._texts[key] = asyncio.ensure_future(_run(make))
            task.add_done_callback(lambda done: self._forget_failed(key, done))
            if len(self._texts) > self._held:
                self._texts.popitem(last=False)
        # One subscriber who leaves must not cancel what the others wait for.
        return task.result() if task.done() else await asyncio.shield(task)

    def _forget_failed(self, key: Hashable, done: "asyncio.Task[str]") -> None:
        if (done.cancelled() or done.exception()) and self._texts.get(key) is done:
            del self._texts[key]


async def _run(make: Callable[[], Awaitable[str]]) -> str:
    return await make()
