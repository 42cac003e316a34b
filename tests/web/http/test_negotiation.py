"""Media type by q-value, status by media type, language by Accept-Language."""

import httpx
import pytest

from tests.web.http.answers import GRAPHQL, JSON, code, only_error


@pytest.mark.parametrize(
    ("accept", "answered"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (GRAPHQL, GRAPHQL),
        (f"{GRAPHQL}, {JSON}", GRAPHQL),
        (f"{JSON}, {GRAPHQL}", JSON),
        (f"{JSON};q=0.8, {GRAPHQL};q=0.9", GRAPHQL),
        (f"{GRAPHQL};q=0.2, */*;q=0.5", JSON),
        (f"{JSON};q=0, */*", GRAPHQL),
        (f"text/html, {GRAPHQL};q=0.1", GRAPHQL),
        (f"{GRAPHQL}; charset=utf-8, {JSON};q=0.9", GRAPHQL),
        (f"{GRAPHQL}; charset=utf-16, {JSON};q=0.9", JSON),
        ("APPLICATION/GraphQL-Response+JSON", GRAPHQL),
        (f"{GRAPHQL};q=nan, {JSON};q=0.1", JSON),
    ],
)
async def test_media_type_is_the_one_wanted_most(client: httpx.AsyncClient, accept: str | None, answered: str) -> None:
    headers = {} if accept is None else {"accept": accept}
    client.headers.pop("accept")
    response = await client.post("/graphql", json={"query": "{hello}"}, headers=headers)
    assert (response.status_code, response.headers["content-type"]) == (200, f"{answered}; charset=utf-8")
    assert response.json() == {"data": {"hello": "你好，世界"}}


@pytest.mark.parametrize(
    "accept", ["text/html", f"{JSON};q=0", f"{JSON};q=0, {GRAPHQL};q=0.0", "text/event-stream", "nonsense"]
)
async def test_neither_media_type_is_406(client: httpx.AsyncClient, accept: str) -> None:
    response = await client.post("/graphql", json={"query": "{hello}"}, headers={"accept": accept})
    assert (response.status_code, code(response)) == (406, "NOT_ACCEPTABLE")


@pytest.mark.parametrize(("accept", "status"), [(GRAPHQL, 400), (JSON, 200)])
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"query": "{"}, "GRAPHQL_PARSE_FAILED"),
        ({"query": "{nope}"}, "GRAPHQL_VALIDATION_FAILED"),
        ({"query": "query($n:String!){hello(name:$n)}"}, "BAD_USER_INPUT"),
        ({"query": "query A{hello} query B{hello}"}, "OPERATION_NAME_REQUIRED"),
        ({"query": "{hello}", "operationName": "B"}, "OPERATION_NOT_FOUND"),
        ({"query": "{__schema{description}}"}, "INTROSPECTION_REFUSED"),
    ],
)
async def test_request_errors_have_no_data(
    client: httpx.AsyncClient, accept: str, status: int, body: dict[str, object], expected: str
) -> None:
    response = await client.post("/graphql", json=body, headers={"accept": accept})
    assert (response.status_code, code(response)) == (status, expected)
    assert response.headers["content-type"] == f"{accept}; charset=utf-8"
    assert "data" not in response.json()


async def test_malformed_requests_are_400_for_both_media_types(client: httpx.AsyncClient) -> None:
    for accept in (GRAPHQL, JSON):
        response = await client.post("/graphql", json={"query": 5}, headers={"accept": accept})
        assert (response.status_code, code(response)) == (400, "BAD_REQUEST")


@pytest.mark.parametrize(
    ("accepted", "message"),
    [
        ("", "请先登录。"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "请先登录。"),
        ("en", "Sign in first."),
        ("en-GB;q=0.9, zh;q=0.3", "Sign in first."),
        ("fr, en;q=0.1", "Sign in first."),
        ("zh;q=0.5, en;q=0.5", "请先登录。"),
        ("en;q=2", "请先登录。"),
    ],
)
async def test_messages_are_chinese_unless_english_is_wanted_more(
    client: httpx.AsyncClient, accepted: str, message: str
) -> None:
    headers = {"authorization": "Bearer expired", "accept-language": accepted}
    response = await client.post("/graphql", json={"query": "{hello}"}, headers=headers)
    assert only_error(response)["message"] == message


async def test_errors_of_resolvers_are_told_in_the_callers_language(client: httpx.AsyncClient) -> None:
    response = await client.post("/graphql", json={"query": "{hidden}"}, headers={"accept-language": "en"})
    assert only_error(response)["message"] == "There is no such object."
