"""The schema as a text."""

import httpx
import pytest

from tests.web.http.answers import code
from tests.web.http.example import example_schema


async def test_developers_get_the_sdl(client: httpx.AsyncClient) -> None:
    response = await client.get("/schema.graphql", headers={"authorization": "Bearer developer"})
    assert (response.status_code, response.text) == (200, example_schema().as_str())
    assert response.headers["content-type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    ("token", "status", "expected"), [("", 403, "INTROSPECTION_REFUSED"), ("Bearer expired", 401, "UNAUTHENTICATED")]
)
async def test_others_do_not(client: httpx.AsyncClient, token: str, status: int, expected: str) -> None:
    response = await client.get("/schema.graphql", headers={"authorization": token})
    assert (response.status_code, code(response)) == (status, expected)
