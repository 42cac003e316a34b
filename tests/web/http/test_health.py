"""Liveness and readiness."""

import asyncio

import httpx
import pytest
import structlog
from starlette.applications import Starlette
from starlette.requests import Request

from tests.web.http.answers import code
from tests.web.http.example import SECRET, Example
from web.http.health import health_routes


async def test_a_living_process_says_so_even_when_not_ready(client: httpx.AsyncClient, example: Example) -> None:
    example.problems = ["the database does not answer"]
    response = await client.get("/health/live")
    assert (response.status_code, response.json()) == (200, {"status": "live"})


async def test_ready_when_nothing_is_wrong(client: httpx.AsyncClient) -> None:
    response = await client.get("/health/ready")
    assert (response.status_code, response.json()) == (200, {"status": "ready"})


async def test_strangers_do_not_learn_what_is_wrong(client: httpx.AsyncClient, example: Example) -> None:
    example.problems = ["the database does not answer"]
    with structlog.testing.capture_logs() as logged:
        response = await client.get("/health/ready")
    assert (response.status_code, code(response), response.headers["retry-after"]) == (503, "SERVICE_UNAVAILABLE", "5")
    assert "database" not in response.text
    assert [entry["problems"] for entry in logged] == [["the database does not answer"]]


@pytest.mark.parametrize(("known", "body"), [(False, {}), (True, {"troubles": ["probe: SUSPENDED"]})])
async def test_what_is_out_of_order_leaves_it_ready_and_is_told_to_those_who_may_know(
    known: bool, body: dict[str, object]
) -> None:
    async def nothing_wrong() -> list[str]:
        return []

    async def may_know(_: Request) -> bool:
        return known

    app = Starlette(routes=health_routes(nothing_wrong, lambda: ["probe: SUSPENDED"], may_know))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://t") as client:
        response = await client.get("/health/ready")

    assert (response.status_code, response.json()) == (200, {"status": "degraded", **body})


async def raises() -> list[str]:
    raise OSError(SECRET)


async def hangs() -> list[str]:
    await asyncio.Event().wait()
    return []


@pytest.mark.parametrize(("check", "told"), [(raises, "OSError"), (hangs, "TimeoutError")])
async def test_a_check_that_fails_means_not_ready(check: object, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    example = Example()
    monkeypatch.setattr(example, "check", check)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(example.app()), base_url="http://t") as client:
        with structlog.testing.capture_logs() as logged:
            response = await client.get("/health/ready")
    assert response.status_code == 503
    assert logged[0]["problems"] == [f"the readiness check raised {told}"]


async def test_health_takes_get_only(client: httpx.AsyncClient) -> None:
    response = await client.post("/health/live")
    assert (response.status_code, code(response)) == (405, "METHOD_NOT_ALLOWED")
    assert "GET" in response.headers["allow"]
