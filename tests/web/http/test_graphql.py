"""The endpoint as a whole: methods, cross-site requests, who asks, and what an answer looks like."""

import json
from hashlib import sha256

import httpx
import pytest

from tests.web.http.answers import GRAPHQL, code, only_error
from tests.web.http.conftest import Post
from tests.web.http.example import Example


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])
async def test_other_methods_are_405(client: httpx.AsyncClient, method: str) -> None:
    response = await client.request(method, "/graphql")
    assert (response.status_code, response.headers["allow"], code(response)) == (405, "GET, POST", "METHOD_NOT_ALLOWED")


async def test_get_runs_no_mutation(client: httpx.AsyncClient) -> None:
    response = await client.get("/graphql", params={"query": 'mutation {rename(title: "x")}'})
    assert (response.status_code, response.headers["allow"], code(response)) == (405, "POST", "MUTATION_BY_GET")


async def test_the_operation_chosen_decides_what_get_may_run(client: httpx.AsyncClient) -> None:
    both = 'query Q {hello} mutation M {rename(title: "x")}'
    assert (await client.get("/graphql", params={"query": both, "operationName": "Q"})).status_code == 200
    assert (await client.get("/graphql", params={"query": both, "operationName": "M"})).status_code == 405


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_subscriptions_do_not_run_over_plain_http(client: httpx.AsyncClient, method: str) -> None:
    given = {"query": "subscription {ticks}"}
    response = await client.request(method, "/graphql", params=given, json=given)
    assert (response.status_code, code(response)) == (400, "SUBSCRIPTION_NOT_SUPPORTED")


@pytest.mark.parametrize("site", ["cross-site", "CROSS-SITE", "unheard-of", ""])
async def test_a_foreign_page_cannot_get(client: httpx.AsyncClient, site: str) -> None:
    given = {"query": "{hello}"}
    response = await client.get("/graphql", params=given, headers={"sec-fetch-site": site})
    assert (response.status_code, code(response)) == (403, "CROSS_SITE_REQUEST")
    preflighted = {"sec-fetch-site": site, "graphql-require-preflight": "1"}
    assert (await client.get("/graphql", params=given, headers=preflighted)).status_code == 200


@pytest.mark.parametrize("headers", [{}, {"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "same-site"}])
async def test_own_pages_and_programs_may_get(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    response = await client.get("/graphql", params={"query": "{hello}"}, headers=headers)
    assert response.json() == {"data": {"hello": "你好，世界"}}


@pytest.mark.parametrize(
    ("token", "status", "expected", "header"),
    [
        ("expired", 401, "UNAUTHENTICATED", ("www-authenticate", 'Bearer error="invalid_token"')),
        ("banned", 403, "FORBIDDEN", ("x-content-type-options", "nosniff")),
        ("hurried", 429, "RATE_LIMITED", ("retry-after", "7")),
    ],
)
async def test_authentication_refuses_before_the_document_is_read(
    post: Post, token: str, status: int, expected: str, header: tuple[str, str]
) -> None:
    response = await post("{", {"authorization": f"Bearer {token}"})
    assert (response.status_code, code(response)) == (status, expected)
    assert response.headers[header[0]] == header[1]


@pytest.mark.parametrize(
    "query",
    ["{__schema{description}}", '{__type(name:"Case"){name}}', "{...F} fragment F on Query {x:__schema{description}}"],
)
async def test_introspection_is_for_developers(post: Post, query: str) -> None:
    assert code(await post(query)) == "INTROSPECTION_REFUSED"
    assert "errors" not in (await post(query, {"authorization": "Bearer developer"})).json()


async def test_typename_is_no_introspection(post: Post) -> None:
    assert (await post("{__typename unit {__typename}}")).json() == {
        "data": {"__typename": "Query", "unit": {"__typename": "Unit"}}
    }


async def test_a_request_error_has_the_agreed_shape(post: Post) -> None:
    response = await post("{nope}", {"x-request-id": "r-1"})
    assert response.json() == {
        "errors": [
            {
                "message": "查询不符合接口定义：Cannot query field 'nope' on type 'Query'.",
                "locations": [{"line": 1, "column": 2}],
                "extensions": {"code": "GRAPHQL_VALIDATION_FAILED"},
            }
        ],
        "extensions": {"requestId": "r-1"},
    }


async def test_a_field_error_has_the_agreed_shape(post: Post) -> None:
    response = await post("{hello hidden}", {"x-request-id": "r-2"})
    assert response.status_code == 200
    assert response.json() == {
        "errors": [
            {
                "message": "未找到该对象。",
                "locations": [{"line": 1, "column": 8}],
                "path": ["hidden"],
                "extensions": {"code": "NOT_FOUND"},
            }
        ],
        "data": {"hello": "你好，世界", "hidden": None},
        "extensions": {"requestId": "r-2"},
    }


async def test_a_required_field_that_fails_leaves_null_data(post: Post) -> None:
    response = await post("{required}")
    assert (response.status_code, response.json()["data"], code(response)) == (200, None, "INTERNAL_SERVER_ERROR")


async def test_a_fault_outside_resolvers_is_500(post: Post) -> None:
    response = await post("{hello}", {"x-break-context": "1"})
    assert (response.status_code, code(response)) == (500, "INTERNAL_SERVER_ERROR")
    assert response.headers["content-type"] == f"{GRAPHQL}; charset=utf-8"


async def test_a_query_beyond_the_deadline_is_cancelled(post: Post, example: Example) -> None:
    response = await post("{slow}", {"accept-language": "en"})
    assert (response.status_code, code(response), response.headers["retry-after"]) == (503, "DEADLINE_EXCEEDED", "5")
    assert "took longer than 0.3 s" in str(only_error(response)["message"])
    assert example.slow.cancelled.is_set()


async def test_a_query_within_the_deadline_is_answered(post: Post) -> None:
    assert (await post("{slow(seconds: 0.01)}")).json() == {"data": {"slow": "done"}}


async def test_one_of_inputs_are_checked_for_literals_and_variables(post: Post) -> None:
    literal = await post('{case(by: {number: "1", place: "2"}) {id}}')
    assert code(literal) == "GRAPHQL_VALIDATION_FAILED"
    document = "query($by: CaseBy!) {case(by: $by) {id}}"
    variable = await post(document, variables={"by": {"number": "1", "place": "2"}})
    assert (variable.status_code, code(variable)) == (400, "BAD_USER_INPUT")
    assert (await post(document, variables={"by": {"number": "1"}})).json() == {"data": {"case": {"id": "1"}}}


async def test_an_explicit_null_for_maybe_is_refused(post: Post) -> None:
    assert code(await post("{count(filter: {title: null})}")) == "GRAPHQL_VALIDATION_FAILED"


async def test_a_document_goes_by_hash_once_it_was_sent(client: httpx.AsyncClient) -> None:
    document = "query Named($n: String!) {hello(name: $n)}"
    persisted = {"persistedQuery": {"version": 1, "sha256Hash": sha256(document.encode()).hexdigest()}}
    by_hash = {"extensions": json.dumps(persisted), "variables": json.dumps({"n": "泰安"})}
    missed = await client.get("/graphql", params=by_hash)
    assert (missed.status_code, code(missed)) == (200, "PERSISTED_QUERY_NOT_FOUND")
    assert only_error(missed)["message"] == "PersistedQueryNotFound"
    sent = await client.post("/graphql", json={"query": document, "variables": {"n": "泰安"}, "extensions": persisted})
    assert sent.json() == {"data": {"hello": "你好，泰安"}}
    assert (await client.get("/graphql", params=by_hash)).json() == sent.json()


async def test_a_hash_of_another_text_and_an_unknown_id_are_refused(client: httpx.AsyncClient) -> None:
    persisted = {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}
    wrong = await client.post("/graphql", json={"query": "{hello}", "extensions": persisted})
    assert (wrong.status_code, code(wrong)) == (400, "PERSISTED_QUERY_MISMATCH")
    unknown = await client.get("/graphql", params={"documentId": "other"})
    assert (unknown.status_code, code(unknown)) == (400, "DOCUMENT_NOT_KNOWN")


async def test_a_subscription_is_sent_elsewhere(post: Post) -> None:
    response = await post("subscription {ticks}", {"accept-language": "en"})
    assert (response.status_code, code(response)) == (400, "SUBSCRIPTION_NOT_SUPPORTED")
    assert "use WebSocket or SSE" in str(only_error(response)["message"])
