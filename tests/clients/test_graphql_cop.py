"""What graphql-cop looks for, asked of the real application by a stranger and by somebody signed in.

Its fourteen checks, and two it might as well have: a mutation sent as a form, and an IDE at other addresses. A query by GET is
answered to programs, as GraphQL over HTTP says; graphql-cop calls that a fault, and we what a page of another site can cause.
"""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLObjectType, GraphQLSchema, get_introspection_query

from schema.compose import build_schema
from tests.web.auth.tokens import KEY
from tests.web.streams.conftest import common_host  # noqa: F401 - a fixture
from web.app import create_app
from web.auth.demonstration import NAME, demonstration_issuer, mint
from web.host import Host

FIELD = "districts(first: 1) { nodes { code } }"


@pytest.fixture(scope="module")
async def client(common_host: Host) -> AsyncIterator[httpx.AsyncClient]:  # noqa: F811
    """A caller of the application, who may sign in as anybody."""
    common_host.issuers = {NAME: demonstration_issuer(KEY)}
    transport = httpx.ASGITransport(create_app(common_host))
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as caller:
        yield caller


def bearer(host: Host, role: str) -> dict[str, str]:
    return {"authorization": f"Bearer {mint(KEY, f'd:{role}', host.clock.now())}"}


@pytest.fixture(params=["stranger", "operator"])
def signed(request: pytest.FixtureRequest, common_host: Host) -> dict[str, str]:  # noqa: F811
    """The headers of a stranger, and of somebody signed in."""
    return bearer(common_host, request.param) if request.param == "operator" else {}


async def post(client: httpx.AsyncClient, signed: dict[str, str], query: str, **more: Any) -> httpx.Response:
    return await client.post("/graphql", json={"query": query, **more}, headers=signed)


def codes(answer: httpx.Response) -> set[str]:
    found: set[str] = {error["extensions"]["code"] for error in answer.json()["errors"]}
    return found


class TestDenialOfService:
    async def test_alias_overloading(self, client: httpx.AsyncClient, signed: dict[str, str]) -> None:
        answer = await post(client, signed, f"{{ {' '.join(f'a{n}: {FIELD}' for n in range(101))} }}")
        assert codes(answer) == {"OPERATION_TOO_LARGE"}

    async def test_batch_queries(self, client: httpx.AsyncClient, signed: dict[str, str]) -> None:
        answer = await client.post("/graphql", json=[{"query": "{ __typename }"}] * 10, headers=signed)
        assert (answer.status_code, codes(answer)) == (400, {"BATCHING_NOT_SUPPORTED"})

    async def test_directive_overloading(self, client: httpx.AsyncClient, signed: dict[str, str]) -> None:
        answer = await post(client, signed, f"{{ __typename {'@aa' * 10} }}")
        assert (codes(answer), len(answer.json()["errors"])) == ({"OPERATION_TOO_LARGE"}, 1)

    async def test_field_duplication(self, client: httpx.AsyncClient, signed: dict[str, str]) -> None:
        answer = await post(client, signed, f"{{ {'__typename ' * 500} }}")
        assert codes(answer) == {"OPERATION_TOO_LARGE"}

    async def test_circular_introspection(self, client: httpx.AsyncClient, signed: dict[str, str]) -> None:
        nested = "fields { type { " * 8 + "name" + " } }" * 8
        answer = await post(client, signed, f"{{ __schema {{ types {{ {nested} }} }} }}")
        assert codes(answer) <= {"INTROSPECTION_REFUSED", "GRAPHQL_VALIDATION_FAILED", "OPERATION_TOO_LARGE"}

    async def test_circular_fragments(self, client: httpx.AsyncClient, signed: dict[str, str]) -> None:
        circle = "query { ...A } fragment A on Query { __typename ...B } fragment B on Query { __typename ...A }"
        answer = await post(client, signed, circle)
        assert codes(answer) == {"GRAPHQL_VALIDATION_FAILED"}


class TestRequestForgery:
    @pytest.mark.parametrize("site", ["cross-site", "something-new"])
    async def test_get_method_query_support(self, client: httpx.AsyncClient, signed: dict[str, str], site: str) -> None:
        page = {**signed, "sec-fetch-site": site, "sec-fetch-mode": "no-cors"}
        answer = await client.get("/graphql", params={"query": "{ __typename }"}, headers=page)
        assert (answer.status_code, codes(answer)) == (403, {"CROSS_SITE_REQUEST"})
        assert "access-control-allow-origin" not in answer.headers

    async def test_get_based_mutation(self, client: httpx.AsyncClient, signed: dict[str, str]) -> None:
        answer = await client.get("/graphql", params={"query": "mutation { __typename }"}, headers=signed)
        assert (answer.status_code, codes(answer)) == (405, {"MUTATION_BY_GET"} if signed else codes(answer))

    @pytest.mark.parametrize("query", ["{ __typename }", "mutation { __typename }"])
    @pytest.mark.parametrize(
        "kind", ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"]
    )
    async def test_post_based_csrf(
        self, client: httpx.AsyncClient, signed: dict[str, str], query: str, kind: str
    ) -> None:
        answer = await client.post("/graphql", content=f"query={query}", headers={**signed, "content-type": kind})
        assert (answer.status_code, codes(answer)) == (415, {"UNSUPPORTED_MEDIA_TYPE"})

    async def test_a_browser_that_asks_before_is_given_no_leave(self, client: httpx.AsyncClient) -> None:
        asks = {"origin": "https://elsewhere.example", "access-control-request-method": "POST"}
        answer = await client.options("/graphql", headers=asks)
        assert answer.status_code == 405
        assert not [name for name in answer.headers if name.startswith("access-control")]


class TestInformation:
    async def test_trace_mode(self, client: httpx.AsyncClient, signed: dict[str, str]) -> None:
        for more in ({"extensions": {"tracing": True}}, {}):
            headers = {**signed, "apollo-federation-include-trace": "ftv1", "x-apollo-tracing": "1"}
            answer = await client.post("/graphql", json={"query": "{ __typename }", **more}, headers=headers)
            assert not {"tracing", "debug", "ftv1", "metrics"} & answer.json().get("extensions", {}).keys()

    @pytest.mark.parametrize("path", ["/graphql", "/", "/graphiql", "/playground", "/console", "/voyager", "/altair"])
    async def test_graphiql(self, client: httpx.AsyncClient, signed: dict[str, str], path: str) -> None:
        answer = await client.get(path, headers={**signed, "accept": "text/html"})
        assert answer.status_code in {404, 406}
        assert not [word for word in ("<html", "graphiql", "playground") if word in answer.text.lower()]

    async def test_introspection(self, client: httpx.AsyncClient, signed: dict[str, str]) -> None:
        for query in (
            get_introspection_query(),
            "{ __schema { types { name } } }",
            '{ __type(name: "Case") { name } }',
        ):
            assert codes(await post(client, signed, query)) == {"INTROSPECTION_REFUSED"}

    async def test_field_suggestions(self, client: httpx.AsyncClient, signed: dict[str, str]) -> None:
        answer = await post(client, signed, "{ districtz viewr { id } }")
        assert not suggests(answer.text)

    async def test_unhandled_error_detail(self, client: httpx.AsyncClient, signed: dict[str, str]) -> None:
        for query in (
            "qwerty { abc }",
            "{ abc",
            '{ node(id: "!") { id } }',
            "{ districts(first: 1e999) { __typename } }",
        ):
            answer = await post(client, signed, query)
            assert not [
                word for word in ("Traceback", ".py", "exception", "stacktrace", 'File "') if word in answer.text
            ]


def suggests(text: str) -> bool:
    return "did you mean" in text.lower()


def misspelt(schema: GraphQLSchema) -> list[tuple[str, dict[str, Any]]]:
    """Documents that miss every name of the schema by one letter, with variables that do."""
    found: list[tuple[str, dict[str, Any]]] = []
    for name, one in schema.type_map.items():
        if name.startswith("__"):
            continue
        if isinstance(one, GraphQLObjectType):
            fields = list(one.fields)[:12]
            found.append((f"{{ ...F }} fragment F on {name} {{ {' '.join(f'{field}x' for field in fields)} }}", {}))
            arguments = [(field, arg) for field, what in one.fields.items() for arg in what.args][:12]
            found += [(f"{{ ...F }} fragment F on {name} {{ {field}({arg}x: 1) }}", {}) for field, arg in arguments]
            found.append((f"{{ ...F }} fragment F on {name}x {{ __typename }}", {}))
        elif isinstance(one, GraphQLInputObjectType):
            given = {f"{field}x": 1 for field in one.fields}
            found.append((f"query ($v: {name}!) {{ districts(first: $v) {{ __typename }} }}", {"v": given}))
            found.append((f"query ($v: {name}x!) {{ districts(first: $v) {{ __typename }} }}", {"v": given}))
        elif isinstance(one, GraphQLEnumType):
            word = f"{next(iter(one.values))}X"
            found.append((f"query ($v: {name} = {word}) {{ districts(first: $v) {{ __typename }} }}", {"v": word}))
    for kind in ("query", "mutation"):
        root = schema.query_type if kind == "query" else schema.mutation_type
        assert root is not None
        for field, what in root.fields.items():
            for arg, given_ in what.args.items():
                if isinstance(inner := getattr(given_.type, "of_type", given_.type), GraphQLInputObjectType):
                    value = {f"{one}x": 1 for one in inner.fields}
                    document = f"{kind} ($v: {given_.type}) {{ {field}({arg}: $v) {{ __typename }} }}"
                    found.append((document, {"v": value}))
    return found


async def test_no_name_of_the_schema_is_ever_suggested(client: httpx.AsyncClient, common_host: Host) -> None:  # noqa: F811
    # given a person signed in who misses every name by a letter
    signed = {**bearer(common_host, "operator"), "accept-language": "en"}
    documents = misspelt(build_schema(plugins=common_host.plugins)._schema)

    # when each is asked, then each is refused, and none with a hint
    hints = []
    for document, variables in documents:
        answer = await post(client, signed, document, variables=variables)
        assert answer.json()["errors"], document
        if suggests(answer.text) and not suggests(document):
            hints.append((document, [one["message"] for one in answer.json()["errors"] if suggests(one["message"])]))
    assert hints == []
    assert len(documents) > 300
