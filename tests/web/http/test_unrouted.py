"""Outside the endpoints."""

import httpx
import pytest
import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request

from tests.web.http.answers import code, only_error
from tests.web.http.example import SECRET
from web.http.unrouted import refused_by_starlette


async def test_unknown_addresses_are_told_in_json(client: httpx.AsyncClient) -> None:
    response = await client.get("/nowhere")
    assert (response.status_code, code(response)) == (404, "PATH_NOT_FOUND")


async def test_other_refusals_of_starlette_keep_their_status() -> None:
    request = Request({"type": "http", "method": "GET", "path": "/", "headers": []})
    response = await refused_by_starlette(request, HTTPException(409, "why", {"x-more": "1"}))
    assert (response.status_code, response.headers["x-more"]) == (409, "1")
    assert b'"BAD_REQUEST"' in response.body


async def test_a_fault_of_a_route_is_masked(client: httpx.AsyncClient) -> None:
    with structlog.testing.capture_logs() as logged:
        response = await client.get("/broken")
    assert (response.status_code, code(response)) == (500, "INTERNAL_SERVER_ERROR")
    assert response.headers["x-content-type-options"] == "nosniff"
    extensions = only_error(response)["extensions"]
    assert [entry["error_id"] for entry in logged] == [extensions["errorId"]]  # type: ignore[index]
    assert SECRET not in response.text + str(logged)


async def test_a_fault_after_the_answer_has_begun_is_logged(client: httpx.AsyncClient) -> None:
    with (
        structlog.testing.capture_logs() as logged,
        pytest.raises(AssertionError),
    ):  # httpx misses the end of the answer
        await client.get("/broken-late")
    assert [entry["exceptions"] for entry in logged] == [["builtins.RuntimeError"]]
