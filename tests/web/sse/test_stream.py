"""Distinct connections mode: one operation, one response."""

import asyncio
import json
import socket
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from schema.compose import build_schema
from tests.core.events.queueing import note, numbered
from tests.core.events.writers import some_cases
from tests.support.office import Office
from tests.web.http.answers import code
from tests.web.sse.reader import EVENT_STREAM, PATH, Event, asked, codes, stream
from tests.web.streams.live import SECRET, Listening, listened, trusting
from web.documents.trusted import digest
from web.host import Host
from web.streams.limits import StreamLimits

ENDED = "insert into session_revocation values (gen_random_uuid(), 'd:operator', null, now(), now())"
CASE_EVENTS = """subscription ($after: String) {
  caseEvents(after: $after) {... on CaseEventsNow {cursor} ... on CaseEventUpdate {cursor}} }"""
ENTRIES = "subscription ($from: String) {entries(after: $from) {number cursor}}"


async def test_a_subscription_is_told_event_by_event(client: httpx.AsyncClient) -> None:
    async with asked(client, "subscription {count(to: 3)}") as reader:
        counted = [Event("next", {"data": {"count": number}}) for number in range(3)]
        assert await reader.rest() == [*counted, Event("complete")]
        assert reader.retry == 3000
        assert reader.response.headers["cache-control"] == "no-store"
        assert reader.response.headers["x-request-id"]


async def test_queries_and_mutations_are_told_once(client: httpx.AsyncClient) -> None:
    async with asked(client, "query ($n: String!) {hello(name: $n)}", n="泰安") as reader:
        assert await reader.rest() == [Event("next", {"data": {"hello": "你好，泰安"}}), Event("complete")]
    async with asked(client, "mutation {slowWrite(seconds: 0)}") as reader:
        assert await reader.rest() == [Event("next", {"data": {"slowWrite": "done"}}), Event("complete")]


async def test_get_is_as_good_as_post(client: httpx.AsyncClient) -> None:
    params = {"query": "query ($n: String!) {hello(name: $n)}", "variables": json.dumps({"n": "泰安"})}
    async with stream(client, "GET", params=params) as reader:
        assert await reader.rest() == [Event("next", {"data": {"hello": "你好，泰安"}}), Event("complete")]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{nope}", "GRAPHQL_VALIDATION_FAILED"),
        ("{__schema {types {name}}}", "INTROSPECTION_REFUSED"),
        ("query A {hello} query B {hello}", "OPERATION_NAME_REQUIRED"),
        ("{hello" + " a: hello" * 400 + "}", "OPERATION_TOO_LARGE"),
        ("query ($n: String!) {hello(name: $n)}", "BAD_USER_INPUT"),
        ("subscription {refused}", "NOT_FOUND"),
    ],
)
async def test_what_is_refused_is_told_within_the_stream(client: httpx.AsyncClient, query: str, code: str) -> None:
    async with asked(client, query) as reader:
        failure, *end = await reader.rest()
        assert (codes(failure), end) == ([code], [Event("complete")])


async def test_a_source_that_fails_ends_the_stream_with_a_number_and_no_text(client: httpx.AsyncClient) -> None:
    async with asked(client, "subscription {failing}") as reader:
        first, failure, end = await reader.rest()
        assert (first, codes(failure), end) == (
            Event("next", {"data": {"failing": 1}}), ["INTERNAL_SERVER_ERROR"], Event("complete")
        )  # fmt: skip
        assert SECRET not in str(failure)


async def test_events_carry_their_cursor_and_the_last_one_seen_resumes(client: httpx.AsyncClient) -> None:
    async with asked(client, ENTRIES) as reader:
        events = await reader.rest()
        assert [event.id for event in events] == ["1", "2", "3", None]
    async with asked(client, ENTRIES, {"last-event-id": "2"}, **{"from": "1"}) as reader:
        events = await reader.rest()
        assert [event.id for event in events] == ["3", None]


async def test_the_events_of_cases_carry_their_cursor_and_resume_by_it(own_office: Office, host: Host) -> None:
    async with listened(host, schema=build_schema()) as listening, signed(listening, "city_lead") as client:
        # given an event source that has been told of two events
        [case] = await some_cases(own_office, 1)
        async with asked(client, CASE_EVENTS) as reader:
            now = await reader.next()
            await note(own_office, case, 2, count=2)
            await numbered(own_office)
            events = [now, await reader.next(), await reader.next()]
        ids = [event.id for event in events if event]
        assert ids == [event.data["data"]["caseEvents"]["cursor"] for event in events if event]
        # when it comes back with the first of them, then it is told the second again
        async with asked(client, CASE_EVENTS, {"last-event-id": str(ids[1])}) as reader:
            again = await reader.next()
        assert again == events[2]


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("subscription {entries {number cursor}}", "2"),
        ('subscription {entries(after: "0") {number cursor}}', "2"),
        (ENTRIES, "泰"),
        (ENTRIES, "x" * 1025),
    ],
)
async def test_a_last_event_that_cannot_be_used_is_left_alone(client: httpx.AsyncClient, query: str, seen: str) -> None:
    headers = [(b"accept", b"text/event-stream"), (b"last-event-id", seen.encode())]
    response = await client.post(PATH, json={"query": query}, headers=headers)
    assert response.text.count("event: next") == 3


@pytest.mark.parametrize(
    ("method", "request_", "status", "expected"),
    [
        ("POST", {"content": b"5", "headers": {"content-type": "application/json"}}, 400, "BAD_REQUEST"),
        ("POST", {"json": {}}, 400, "BAD_REQUEST"),
        ("POST", {"json": []}, 400, "BATCHING_NOT_SUPPORTED"),
        ("POST", {"content": b"{}", "headers": {"content-type": "text/plain"}}, 415, "UNSUPPORTED_MEDIA_TYPE"),
        ("POST", {"json": {"query": "{hello}"}, "headers": {"accept": "application/json"}}, 406, "NOT_ACCEPTABLE"),
        ("POST", {"json": {"query": "x" * (1 << 20)}}, 413, "PAYLOAD_TOO_LARGE"),
        ("POST", {"json": {"query": "{hello}"}, "headers": {"authorization": "Bearer x.y.z"}}, 401, "UNAUTHENTICATED"),
        ("GET", {}, 400, "BAD_REQUEST"),
        ("GET", {"params": {"query": "mutation {slowWrite(seconds: 0)}"}}, 405, "MUTATION_BY_GET"),
        ("GET", {"params": {"query": "{hello}"}, "headers": {"sec-fetch-site": "cross-site"}}, 403, "CROSS_SITE_REQUEST"),
        ("PATCH", {}, 405, "METHOD_NOT_ALLOWED"),
        ("OPTIONS", {}, 405, "METHOD_NOT_ALLOWED"),
        ("DELETE", {}, 400, "BAD_REQUEST"),
    ],
)  # fmt: skip
async def test_what_is_no_request_is_refused_by_status(
    client: httpx.AsyncClient, method: str, request_: dict[str, object], status: int, expected: str
) -> None:
    headers = {**EVENT_STREAM, **request_.pop("headers", {})}  # type: ignore[dict-item]
    response = await client.request(method, PATH, headers=headers, **request_)  # type: ignore[arg-type]
    assert (response.status_code, code(response)) == (status, expected)


async def test_without_a_token_only_the_open_fields_are_answered(listening: Listening) -> None:
    async with httpx.AsyncClient(base_url=listening.url) as stranger:
        refused = await stranger.post(PATH, json={"query": "subscription {quiet}"}, headers=EVENT_STREAM)
        assert (refused.status_code, code(refused)) == (401, "UNAUTHENTICATED")
        async with asked(stranger, "{__typename}") as reader:
            assert (await reader.rest())[0] == Event("next", {"data": {"__typename": "Query"}})


async def test_who_leaves_ends_the_source(listening: Listening, client: httpx.AsyncClient) -> None:
    async with asked(client, "subscription {quiet}") as reader:
        await reader.next()
    await asyncio.wait_for(listening.probes.closed.wait(), 2)
    async with asyncio.timeout(2):
        while len(listening.streams):  # noqa: ASYNC110 - the server's side of it ends by itself
            await asyncio.sleep(0.01)


async def test_comments_keep_a_quiet_stream_alive(common_host: Host) -> None:
    async with (
        listened(common_host, StreamLimits(comment=0.1)) as listening,
        signed(listening) as client,
        asked(client, "subscription {count(to: 2, pause: 1.2)}") as reader,
    ):
        await reader.rest()
        assert reader.comments.count("") >= 2


async def test_one_user_has_so_many_streams_and_no_more(common_host: Host) -> None:
    limits = StreamLimits(connections=1)
    async with (
        listened(common_host, limits) as listening,
        signed(listening) as client,
        asked(client, "subscription {quiet}"),
    ):
        refused = await client.post(PATH, json={"query": "{hello}"}, headers=EVENT_STREAM)
        assert (refused.status_code, code(refused)) == (429, "TOO_MANY_CONNECTIONS")


async def test_a_withdrawn_role_and_an_account_that_is_gone_end_streams_with_codes(host: Host) -> None:
    async with listened(host) as listening, signed(listening) as client:
        async with asked(client, "subscription {quiet}") as reader:
            await reader.next()
            await listening.sql(
                "update role_grant set valid_to = now() from account a"
                " where a.id = account_id and a.subject = 'd:operator'"
            )
            failure, *end = await reader.rest()
            assert (codes(failure), end) == (["PERMISSION_WITHDRAWN"], [Event("complete")])
        async with asked(client, "subscription {quiet}") as reader:
            await reader.next()
            await listening.sql("update account set active = false where subject = 'd:operator'")
            failure, *end = await reader.rest()
            assert (codes(failure), end) == (["FORBIDDEN"], [Event("complete")])


async def test_a_session_that_is_ended_ends_streams_with_its_code(host: Host) -> None:
    async with (
        listened(host) as listening,
        signed(listening) as client,
        asked(client, "subscription {quiet}") as reader,
    ):
        await reader.next()
        await listening.sql(ENDED)
        failure, *end = await reader.rest()
        assert (codes(failure), end) == (["UNAUTHENTICATED"], [Event("complete")])


async def test_documents_go_by_id(common_host: Host, tmp_path: Path) -> None:
    hello = "query Hello {hello}"
    async with listened(trusting(common_host, tmp_path, hello)) as listening, signed(listening) as client:
        async with stream(client, "GET", params={"documentId": f"sha256:{digest(hello)}"}) as reader:
            assert (await reader.rest())[0] == Event("next", {"data": {"hello": "你好，世界"}})
        async with asked(client, "{hello}") as reader:
            assert codes(await reader.next()) == ["DOCUMENT_NOT_TRUSTED"]


async def test_drain_ends_streams_without_saying_that_there_is_no_more(
    listening: Listening, client: httpx.AsyncClient
) -> None:
    async with asked(client, "subscription {quiet}") as reader:
        await reader.next()
        await listening.streams.drain()
        assert await reader.rest() == []
    refused = await client.post(PATH, json={"query": "{hello}"}, headers=EVENT_STREAM)
    assert (refused.status_code, code(refused)) == (503, "SERVICE_UNAVAILABLE")


async def test_a_slow_consumer_costs_one_buffer_and_is_ended(common_host: Host) -> None:
    async with listened(common_host, StreamLimits(slow=1)) as listening:
        body = json.dumps({"query": "subscription {flood}"}).encode()
        head = (
            f"POST {PATH} HTTP/1.1\r\nhost: t\r\naccept: text/event-stream\r\ncontent-type: application/json\r\n"
            f"authorization: Bearer {listening.token()}\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        address = urlsplit(listening.url)
        with socket.create_connection((address.hostname, address.port or 0)) as raw:
            raw.sendall(head.encode() + body)
            await asyncio.wait_for(listening.probes.closed.wait(), 5)
            assert listening.probes.produced < 200
            text = await asyncio.to_thread(_read_all, raw)
            assert b": slow consumer" in text[-200:]
            assert b"event: complete" not in text


def _read_all(raw: socket.socket) -> bytes:
    raw.settimeout(3)
    text = b""
    while not text.endswith(b"\r\n0\r\n\r\n"):
        text += raw.recv(1 << 20)
    return text


def signed(listening: Listening, role: str = "operator") -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=listening.url, headers=listening.bearer(role), timeout=5)


async def test_the_header_names_the_trace(client: httpx.AsyncClient) -> None:
    trace = f"00-{'a' * 32}-b7ad6b7169203331-01"
    client.headers["traceparent"] = trace
    async with asked(client, "mutation {trace}") as reader:
        assert await reader.rest() == [Event("next", {"data": {"trace": [trace, "a" * 32]}}), Event("complete")]
