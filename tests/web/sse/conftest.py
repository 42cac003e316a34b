"""The server the event streams are opened to."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.web.streams.conftest import common_host, listening
from tests.web.streams.live import Listening

__all__ = ["common_host", "listening"]


@pytest.fixture
async def client(listening: Listening) -> AsyncIterator[httpx.AsyncClient]:
    """A caller signed in as an operator."""
    async with httpx.AsyncClient(base_url=listening.url, headers=listening.bearer(), timeout=5) as caller:
        yield caller
