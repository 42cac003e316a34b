"""Headers of every answer."""

import re

import httpx
import pytest
import structlog

from tests.web.http.answers import only_error


@pytest.mark.parametrize("path", ["/graphql", "/health/live", "/metrics", "/nowhere"])
async def test_every_answer_is_neither_sniffed_nor_stored(client: httpx.AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("given", ["a", "0af7651916cd43dd8448eb211c80319c", "req_1.2-3", "x" * 64])
async def test_a_plain_request_id_is_kept(client: httpx.AsyncClient, given: str) -> None:
    response = await client.get("/graphql", headers={"x-request-id": given})
    assert response.headers["x-request-id"] == given
    only_error(response)


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", "<script>", "é", "a\tb"])
async def test_any_other_request_id_is_replaced(client: httpx.AsyncClient, given: str) -> None:
    made = (await client.get("/health/live", headers={b"x-request-id": given.encode()})).headers["x-request-id"]
    assert re.fullmatch("[0-9a-f]{32}", made)


async def test_request_ids_differ(client: httpx.AsyncClient) -> None:
    made = {(await client.get("/health/live")).headers["x-request-id"] for _ in range(3)}
    assert len(made) == 3


async def test_the_log_carries_the_trace_of_a_request_with_a_token(client: httpx.AsyncClient) -> None:
    trace = {"traceparent": f"00-{'a' * 32}-b7ad6b7169203331-01"}
    with structlog.testing.capture_logs(processors=[structlog.contextvars.merge_contextvars]) as logged:
        await client.post("/graphql", json={"query": "{broken}"}, headers=trace)
        await client.post("/graphql", json={"query": "{broken}"}, headers={**trace, "authorization": "Bearer x"})
    assert [line.get("trace_id") for line in logged] == [None, "a" * 32]


async def test_the_log_carries_the_request_id(client: httpx.AsyncClient) -> None:
    processors = [structlog.contextvars.merge_contextvars]
    with structlog.testing.capture_logs(processors=processors) as logged:
        await client.post("/graphql", json={"query": "{broken}"}, headers={"x-request-id": "r-3"})
    assert [entry["request_id"] for entry in logged] == ["r-3"]
    assert structlog.contextvars.get_contextvars() == {}
