"""The example application, called in process and over a socket."""

from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest

from tests.web.http.answers import GRAPHQL
from tests.web.http.example import Example
from tests.web.http.serving import serving

Post = Callable[..., Awaitable[httpx.Response]]


@pytest.fixture
def example() -> Example:
    """A new application for each test."""
    return Example(deadline=0.3)


@pytest.fixture
async def client(example: Example) -> AsyncIterator[httpx.AsyncClient]:
    """A client that calls the ASGI application itself."""
    transport = httpx.ASGITransport(example.app())
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as caller:
        yield caller


@pytest.fixture
def post(client: httpx.AsyncClient) -> Post:
    """Post one GraphQL request, asking for the newer media type."""

    async def send(query: object, headers: dict[str, str] | None = None, **more: object) -> httpx.Response:
        return await client.post(
            "/graphql", json={"query": query, **more}, headers={"accept": GRAPHQL, **(headers or {})}
        )

    return send


@pytest.fixture
async def served(example: Example) -> AsyncIterator[str]:
    """The address of a real server for the application, in this very event loop."""
    async with serving(example.app()) as url:
        yield url
