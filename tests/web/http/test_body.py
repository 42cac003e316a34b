"""What counts as a GraphQL request, by POST and by GET."""

from urllib.parse import quote

import httpx
import pytest

from tests.web.http.answers import code, only_error

POST_JSON = {"content-type": "application/json"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"5",
        b'"x"',
        b"null",
        b"true",
        b"{",
        b"NaN",
        b'{"query":"{hello}","variables":{"a":NaN}}',
        b'{"query":"{hello}","variables":{"a":1e999}}',
        b'{"query":"{hello}","variables":{"a":' + b"9" * 5_000 + b"}}",
        b'{"query":"\xff"}',
        b'{"query":"\\ud800"}',
        b"[" * 100_000,
        b'{"query":"{hello}","variables":{"a":' + b"[" * 100 + b"]" * 100 + b"}}",
        b'{"query":"{hello}","query":"{unit{name}}"}',
        b'{"query":"{hello}","variables":{"a":1,"\\u0062":2,"a" : 3}}',
        b"{}",
        b'{"query":null}',
        b'{"query":""}',
        b'{"query":" \\n"}',
        b'{"query":5}',
        b'{"query":["{hello}"]}',
        b'{"query":"{hello}","operationName":5}',
        b'{"query":"{hello}","operationName":{}}',
        b'{"query":"{hello}","variables":[]}',
        b'{"query":"{hello}","variables":"{}"}',
        b'{"query":"{hello}","variables":0}',
        b'{"query":"{hello}","extensions":"x"}',
        b'{"query":"{hello}","extensions":[1]}',
        b'{"query":"{hello}","documentId":"a"}',
        b'{"documentId":5}',
        b'{"extensions":{"persistedQuery":{"version":1}}}',
        b'{"extensions":{"persistedQuery":{"version":2,"sha256Hash":"' + b"0" * 64 + b'"}}}',
        b'{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"' + b"A" * 64 + b'"}}}',
        b'{"extensions":{"persistedQuery":5}}',
    ],
)
async def test_malformed_bodies_are_400(client: httpx.AsyncClient, body: bytes) -> None:
    response = await client.post("/graphql", content=body, headers=POST_JSON)
    assert (response.status_code, code(response)) == (400, "BAD_REQUEST")


@pytest.mark.parametrize(
    "body",
    [
        b'{"query":"{hello}","variables":null,"operationName":null,"extensions":null}',
        b'{"query":"{hello}","extensions":{"trace":"x"},"unknown":1}',
        b'{"query":"query A{hello}","operationName":"A"}',
        b'{"query":"query A{hello} query B{unit{name}}","operationName":"A"}',
        b'{"query":"{hello}","variables":{"a":{"k":1},"b":{"k":"\\"k\\":"}}}',
    ],
)
async def test_well_formed_bodies_are_answered(client: httpx.AsyncClient, body: bytes) -> None:
    response = await client.post("/graphql", content=body, headers=POST_JSON)
    assert (response.status_code, response.json()) == (200, {"data": {"hello": "你好，世界"}})


@pytest.mark.parametrize("body", [b"[]", b'[{"query":"{hello}"}]', b"[1]"])
async def test_batches_are_refused(client: httpx.AsyncClient, body: bytes) -> None:
    response = await client.post("/graphql", content=body, headers=POST_JSON)
    assert (response.status_code, code(response)) == (400, "BATCHING_NOT_SUPPORTED")


@pytest.mark.parametrize(
    "headers",
    [
        {"content-type": "text/plain"},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "multipart/form-data; boundary=x"},
        {"content-type": "application/graphql"},
        {"content-type": "application/json; charset=utf-16"},
        {"content-type": "application/json, text/plain"},
        {"content-type": ""},
        {"content-type": "application/json", "content-encoding": "gzip"},
        {},
    ],
)
async def test_other_content_is_415(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    response = await client.post("/graphql", content=b'{"query":"{hello}"}', headers=headers)
    assert (response.status_code, code(response)) == (415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize("content_type", ["application/json", "Application/JSON", 'application/json; charset="UTF-8"'])
async def test_json_in_utf8_is_taken(client: httpx.AsyncClient, content_type: str) -> None:
    response = await client.post("/graphql", content=b'{"query":"{hello}"}', headers={"content-type": content_type})
    assert response.status_code == 200


async def test_get_takes_all_parameters(client: httpx.AsyncClient) -> None:
    query = quote("query A($n: String!) {hello(name: $n)} query B {unit {name}}")
    variables = quote('{"n": "泰安"}')
    response = await client.get(f"/graphql?query={query}&operationName=A&variables={variables}&extensions=%7B%7D")
    assert (response.status_code, response.json()) == (200, {"data": {"hello": "你好，泰安"}})


@pytest.mark.parametrize(
    "query_string",
    [
        "",
        "query=",
        "query=%FF",
        "query=%7Bhello%7D&query=%7Bhello%7D",
        "query=%7Bhello%7D&variables=%7B",
        "query=%7Bhello%7D&variables=[]",
        "query=%7Bhello%7D&variables=%7B%22a%22%3A1%2C%22a%22%3A2%7D",
        "query=%7Bhello%7D&extensions=1",
        "query=%7Bhello%7D&" + "&".join(f"p{n}=1" for n in range(20)),
    ],
)
async def test_malformed_query_strings_are_400(client: httpx.AsyncClient, query_string: str) -> None:
    response = await client.get(f"/graphql?{query_string}")
    assert (response.status_code, code(response)) == (400, "BAD_REQUEST")


async def test_an_error_names_the_place_and_the_mend(client: httpx.AsyncClient) -> None:
    headers = {"accept-language": "en"}
    response = await client.post("/graphql", json={"query": "{hello}", "variables": []}, headers=headers)
    assert only_error(response)["message"] == "The request is malformed: variables must be an object or null."
