"""Bodies beyond one mebibyte, over a real socket."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.web.http.answers import code
from web.http.graphql import BODY_LIMIT

HEADERS = {"content-type": "application/json"}


def body_of(size: int) -> bytes:
    """A request of `size` bytes in all."""
    start, end = b'{"query":"{hello}","variables":{"pad":"', b'"}}'
    return start + b"x" * (size - len(start) - len(end)) + end


async def in_chunks(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 100_000):
        yield body[start : start + 100_000]


@pytest.mark.parametrize("chunked", [False, True])
async def test_the_limit_is_inclusive(served: str, chunked: bool) -> None:
    for size, status in ((BODY_LIMIT, 200), (BODY_LIMIT + 1, 413)):
        body = body_of(size)
        async with httpx.AsyncClient() as client:
            content = in_chunks(body) if chunked else body
            response = await client.post(f"{served}/graphql", content=content, headers=HEADERS)
        assert response.status_code == status
        if status == 413:
            assert code(response) == "PAYLOAD_TOO_LARGE"


async def test_a_body_that_only_claims_to_be_large_is_refused_unread(client: httpx.AsyncClient) -> None:
    headers = {**HEADERS, "content-length": str(BODY_LIMIT + 1)}
    response = await client.post("/graphql", content=b"{}", headers=headers)
    assert (response.status_code, code(response)) == (413, "PAYLOAD_TOO_LARGE")
