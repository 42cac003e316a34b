"""Reading event streams in tests."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any, NamedTuple

import httpx

PATIENCE = 5.0
EVENT_STREAM = {"accept": "text/event-stream"}
PATH = "/graphql/stream"


class Event(NamedTuple):
    """One event as an EventSource tells it."""

    name: str
    data: Any = None
    id: str | None = None


class Reader:
    """The events of one open response; comments and retry times are kept apart."""

    def __init__(self, response: httpx.Response, lines: AsyncGenerator[str, None]) -> None:
        self.response, self._lines = response, lines
        self.comments: list[str] = []
        self.retry: int | None = None

    async def next(self) -> Event | None:
        """The next event; None at the end of the response."""
        fields: dict[str, str] = {}
        async with asyncio.timeout(PATIENCE):
            async for line in self._lines:
                name, _, value = line.partition(":")
                if line and not name:
                    self.comments.append(value.strip())
                elif name == "retry":
                    self.retry = int(value)
                elif line:
                    fields[name] = value.removeprefix(" ")
                elif fields:
                    data = fields.get("data", "")
                    return Event(fields["event"], json.loads(data) if data else None, fields.get("id"))
        return None

    async def rest(self) -> list[Event]:
        """All events to the end of the response."""
        found = []
        while (event := await self.next()) is not None:
            found.append(event)
        return found


@asynccontextmanager
async def stream(
    client: httpx.AsyncClient, method: str = "POST", path: str = PATH, **request: Any
) -> AsyncIterator[Reader]:
    """An open event stream."""
    headers = {**EVENT_STREAM, **request.pop("headers", {})}
    async with client.stream(method, path, headers=headers, **request) as response:
        assert response.status_code == 200, await response.aread()
        assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
        async with aclosing(response.aiter_lines()) as lines:  # type: ignore[type-var]
            yield Reader(response, lines)  # type: ignore[arg-type]


@asynccontextmanager
async def asked(
    client: httpx.AsyncClient, query: str, headers: dict[str, str] | None = None, **variables: Any
) -> AsyncIterator[Reader]:
    """The stream of one operation."""
    async with stream(client, json={"query": query, "variables": variables}, headers=headers or {}) as reader:
        yield reader


def codes(event: Event | None) -> list[str]:
    """Of the errors an event tells, in either mode."""
    assert event is not None
    payload = event.data.get("payload", event.data)
    return [error["extensions"]["code"] for error in payload["errors"]]
