"""Following a subscription as a client does."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

from strawberry.types import ExecutionResult

from core.access.viewer import Viewer
from core.events.sequence import step
from schema.context import RequestContext
from tests.schema.conftest import Api


async def numbered(api: Api) -> None:
    """Let the sequencer do all there is, and tell whoever waits."""
    while await step(api.office.pool):
        pass
    await api.office.services.bus.tell(await api.office.pool.fetchval("select last_pos from sequencer"))


PATIENCE = 5.0
QUIET = 0.3


class Stream:
    """One open subscription."""

    def __init__(self, results: AsyncGenerator[ExecutionResult, None]) -> None:
        self._results = results
        self._coming: asyncio.Task[ExecutionResult] | None = None

    async def next(self) -> dict[str, Any]:
        """The next answer of the root field."""
        result = await self._next(PATIENCE)
        assert result is not None, "nothing came"
        assert result.errors is None, result.errors
        (found,) = (result.data or {}).values()
        return cast("dict[str, Any]", found)

    async def some(self, count: int) -> list[dict[str, Any]]:
        """The next few."""
        return [await self.next() for _ in range(count)]

    async def quiet(self) -> bool:
        """Whether nothing comes for a moment."""
        return await self.quiet_for(QUIET)

    async def quiet_for(self, seconds: float) -> bool:
        """Whether nothing comes for so long."""
        return not (await asyncio.wait((self._awaited(),), timeout=seconds))[0]

    async def refusal(self) -> str:
        """The code with which it ends."""
        result = await self._next(PATIENCE)
        assert result is not None, "nothing came"
        assert result.errors, result.data
        (error,) = result.errors
        return str((error.extensions or {})["code"])

    async def _next(self, seconds: float) -> ExecutionResult | None:
        coming = self._awaited()
        done, _ = await asyncio.wait((coming,), timeout=seconds)
        if not done:
            return None
        self._coming = None
        return coming.result()

    def _awaited(self) -> "asyncio.Task[ExecutionResult]":
        if self._coming is None:
            self._coming = asyncio.ensure_future(anext(self._results))
        return self._coming

    async def close(self) -> None:
        """Leave."""
        if self._coming is not None:
            self._coming.cancel()
            await asyncio.wait((self._coming,))
        await self._results.aclose()


@asynccontextmanager
async def following(
    api: Api, document: str, role: str, *, context: RequestContext | None = None, **variables: Any
) -> AsyncIterator[Stream]:
    """The subscription, open for the block."""
    found = await api.schema.subscribe(document, variable_values=variables, context_value=context or api.context(role))
    stream = Stream(cast("AsyncGenerator[ExecutionResult, None]", found))
    try:
        yield stream
    finally:
        await stream.close()


class Changing:
    """A viewer that a test changes while a stream is open; it goes into the context's `live`."""

    def __init__(self, now: Viewer) -> None:
        self.now = now
