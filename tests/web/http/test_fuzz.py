"""Random requests: whatever is sent, no answer is a 5xx and every error has a code.

HOTLINE_TEST_LONG multiplies how long it runs.
"""

import os
import time
from typing import Any

import httpx
import orjson
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import nodes, queries

from core.errors import registered
from tests.web.http.example import Example, example_schema

SECONDS = 8 * float(os.environ.get("HOTLINE_TEST_LONG", "1"))
EXAMPLES = 100

WRITTEN = st.sampled_from(
    [
        "{hello}",
        "query($n: String!) {hello(name: $n)}",
        "query A {hello} query B {unit {cases(first: 2) {id}}}",
        "query($v: Odd) {odd(value: $v)}",
        "query($by: CaseBy!) {case(by: $by) {id title}}",
        "fragment F on Query {case(by: {number: $x}) {id}} query Q($x: String) {...F}",
        "query($f: CaseFilter!, $n: Int) {count(filter: $f) unit {cases(first: $n) {id}}}",
        "mutation($t: String!) {rename(title: $t)}",
        "subscription {ticks}",
        "{hidden}",
        "{__schema {types {name}}}",
    ]
)
FIELDS = ["hello", "case", "count", "unit", "odd", "hidden"]
VALID = queries(example_schema().as_str(), fields=FIELDS, custom_scalars={"Odd": st.text().map(nodes.String)})
DOCUMENTS = st.one_of(WRITTEN, VALID)
WORDS = st.sampled_from(
    [*"{}()[]!:=@$|&#\"'", "...", "on", "fragment", "query", "mutation", "hello", "unit", "cases", "case"]
)
MANGLED = st.lists(st.one_of(WORDS, WRITTEN, st.text(max_size=5), st.integers().map(str)), max_size=20).map(" ".join)
ANY_JSON = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(-(2**63), 2**64 - 1), st.floats(allow_nan=False), st.text(max_size=8)
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4)),
    max_leaves=12,
)
VARIABLES = st.dictionaries(st.sampled_from(["n", "v", "by", "x", "f", "t"]), ANY_JSON, max_size=4)
REQUESTS = st.fixed_dictionaries(
    {"query": st.one_of(DOCUMENTS, MANGLED, ANY_JSON)},
    optional={
        "variables": st.one_of(VARIABLES, ANY_JSON),
        "operationName": st.one_of(st.sampled_from(["A", "B", "Q"]), ANY_JSON),
        "extensions": ANY_JSON,
        "documentId": ANY_JSON,
    },
)
BODIES = st.one_of(
    REQUESTS.map(orjson.dumps), REQUESTS.map(orjson.dumps), ANY_JSON.map(orjson.dumps), st.binary(max_size=60)
)
LINE = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30)
HEADERS = st.fixed_dictionaries(
    {"content-type": st.one_of(st.just("application/json"), st.just("application/json; charset=utf-8"), LINE)},
    optional={
        "accept": st.one_of(
            st.sampled_from(["*/*", "application/graphql-response+json", "application/json;q=0.1"]), LINE
        ),
        "accept-language": LINE,
        "authorization": st.one_of(st.just("Bearer developer"), LINE),
        "sec-fetch-site": LINE,
        "x-request-id": LINE,
        "content-length": st.one_of(st.integers(-9, 10**9).map(str), LINE),
        "content-encoding": LINE,
    },
)
PLAIN = st.just({"content-type": "application/json", "accept": "application/graphql-response+json"})
METHODS = st.sampled_from([*["POST"] * 12, *["GET"] * 4, "PUT", "OPTIONS", "HEAD", "X"])
PARAMETERS = st.dictionaries(
    st.sampled_from(["query", "variables", "operationName", "extensions", "documentId"]),
    st.one_of(DOCUMENTS, MANGLED, ANY_JSON.map(lambda value: orjson.dumps(value).decode()), st.text(max_size=20)),
)


def check(request: dict[str, Any], response: httpx.Response) -> None:
    """No 5xx, and no error without a registered code of the caller's side."""
    told = f"{request} -> {response.status_code} {response.text}"
    assert response.status_code < 500, told
    if request["method"] == "HEAD":
        return
    errors = response.json().get("errors", [])
    codes = {error["extensions"]["code"] for error in errors}
    assert codes <= registered().keys() - {"INTERNAL_SERVER_ERROR"}, told
    assert all(isinstance(error["message"], str) for error in errors), told
    assert errors or response.status_code == 200, told


async def test_no_request_brings_the_server_down() -> None:
    end = time.monotonic() + SECONDS
    sent = 0
    async with httpx.AsyncClient(transport=httpx.ASGITransport(Example().app()), base_url="http://t") as client:
        while time.monotonic() < end:
            for request in drawn():
                check(request, await client.request(**request))
                sent += 1
    assert sent >= EXAMPLES


def drawn(count: int = EXAMPLES) -> list[dict[str, Any]]:
    """A batch of new random requests."""
    requests: list[dict[str, Any]] = []
    profile = settings(
        max_examples=count,
        phases=[Phase.generate],
        derandomize=False,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )

    @profile
    @given(METHODS, PARAMETERS, st.one_of(PLAIN, PLAIN, HEADERS), BODIES)
    def draw(method: str, params: dict[str, str], headers: dict[str, str], content: bytes) -> None:
        requests.append({"method": method, "url": "/graphql", "params": params, "headers": headers, "content": content})

    draw()
    return requests
