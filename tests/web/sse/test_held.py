"""Single connection mode: a reservation, one stream, many operations, from whichever process they are asked."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import asyncpg
import httpx
import pytest

from core.access.session import Session
from core.events.bus import LocalBus
from tests.web.http.answers import code
from tests.web.sse.reader import PATH, Event, Reader, codes, stream
from tests.web.sse.test_stream import ENDED, signed
from tests.web.streams.live import Listening, listened
from web.auth.authenticate import Authenticator
from web.host import Host
from web.sse.table import AskedFor, StreamTable
from web.streams.limits import StreamLimits

HEADER = "x-graphql-event-stream-token"


@pytest.fixture(autouse=True)
async def _no_streams_before(common_host: Host) -> None:
    await common_host.pool.execute("delete from sse_stream")


async def reserve(client: httpx.AsyncClient) -> str:
    response = await client.put(PATH)
    assert response.status_code == 201
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    return response.text


@asynccontextmanager
async def opened(client: httpx.AsyncClient) -> AsyncIterator[tuple[str, Reader]]:
    token = await reserve(client)
    async with stream(client, "GET", headers={HEADER: token}) as reader:
        yield token, reader


async def ask(client: httpx.AsyncClient, token: str, query: str, id_: Any = "1", **variables: Any) -> httpx.Response:
    body = {"query": query, "variables": variables, "extensions": {"operationId": id_}}
    return await client.post(PATH, json=body, headers={HEADER: token})


async def stop(client: httpx.AsyncClient, token: str, id_: str = "1") -> httpx.Response:
    return await client.delete(PATH, params={"operationId": id_}, headers={HEADER: token})


def told(id_: str, **payload: Any) -> Event:
    return Event("next", {"id": id_, "payload": payload})


def end(id_: str) -> Event:
    return Event("complete", {"id": id_})


async def test_operations_run_on_the_one_stream_under_their_ids(client: httpx.AsyncClient) -> None:
    async with opened(client) as (token, reader):
        accepted = await ask(client, token, "query ($n: String!) {hello(name: $n)}", "a", n="泰安")
        assert (accepted.status_code, accepted.content) == (202, b"")
        assert await reader.next() == told("a", data={"hello": "你好，泰安"})
        assert await reader.next() == end("a")
        await ask(client, token, "subscription {count(to: 2)}", "a")
        assert [await reader.next() for _ in range(3)] == [
            told("a", data={"count": 0}), told("a", data={"count": 1}), end("a")
        ]  # fmt: skip
        assert (await ask(client, token, "mutation {slowWrite(seconds: 0)}", "b")).status_code == 202
        assert await reader.next() == told("b", data={"slowWrite": "done"})
        assert reader.retry == 3000


async def test_a_stopped_operation_ends_and_its_id_is_free(listening: Listening, client: httpx.AsyncClient) -> None:
    async with opened(client) as (token, reader):
        await ask(client, token, "subscription {quiet}")
        assert await reader.next() == told("1", data={"quiet": 0})
        assert (await stop(client, token)).status_code == 200
        await asyncio.wait_for(listening.probes.closed.wait(), 2)
        assert (await stop(client, token)).status_code == 200
        assert (await ask(client, token, "{hello}")).status_code == 202
        assert await reader.next() == told("1", data={"hello": "你好，世界"})


async def test_what_is_asked_of_a_reservation_runs_once_it_is_open(client: httpx.AsyncClient) -> None:
    token = await reserve(client)
    assert (await ask(client, token, "{hello}")).status_code == 202
    async with stream(client, "GET", headers={HEADER: token}) as reader:
        assert await reader.next() == told("1", data={"hello": "你好，世界"})


async def test_a_stream_reserved_in_a_session_that_was_ended_is_not_opened(host: Host) -> None:
    async with listened(host) as listening, signed(listening) as client:
        token = await reserve(client)
        await listening.sql(ENDED)
        await asyncio.sleep(1.05)  # an account is remembered for a second
        async with httpx.AsyncClient(base_url=listening.url) as stranger:
            refused = await stranger.get(PATH, params={"token": token}, headers={"accept": "text/event-stream"})
        assert (refused.status_code, code(refused)) == (401, "UNAUTHENTICATED")


async def test_the_session_goes_with_the_reservation(host: Host) -> None:
    now = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
    table = StreamTable(host.read, bytes(32), StreamLimits())
    for session in (Session(), Session(now, frozenset(("a", "b")), now, frozenset(("unit:a",)))):
        opened = await table.open(await table.reserve("d:operator", now, session))
        assert opened.whose == ("d:operator", now, session)


async def test_an_event_source_that_can_send_no_header_opens_it_by_its_address(
    listening: Listening, client: httpx.AsyncClient
) -> None:
    token = await reserve(client)
    async with (
        httpx.AsyncClient(base_url=listening.url) as stranger,
        stream(stranger, "GET", params={"token": token}) as reader,
    ):
        await ask(client, token, "{__typename}")
        assert await reader.next() == told("1", data={"__typename": "Query"})


async def test_what_fails_is_told_under_its_id_and_the_stream_goes_on(client: httpx.AsyncClient) -> None:
    async with opened(client) as (token, reader):
        for query, expected in {
            "subscription {refused}": "NOT_FOUND",
            "query ($n: String!) {hello(name: $n)}": "BAD_USER_INPUT",
        }.items():
            assert (await ask(client, token, query)).status_code == 202
            failure = await reader.next()
            assert failure is not None
            assert (failure.data["id"], codes(failure)) == ("1", [expected])
            assert await reader.next() == end("1")
        assert (await ask(client, token, "{hello}")).status_code == 202
        assert await reader.next() == told("1", data={"hello": "你好，世界"})


@pytest.mark.parametrize(
    ("query", "id_", "status", "expected"),
    [
        ("{", "1", 400, "GRAPHQL_PARSE_FAILED"),
        ("{nope}", "1", 400, "GRAPHQL_VALIDATION_FAILED"),
        ("", "1", 400, "BAD_REQUEST"),
        ("{hello}", "", 400, "BAD_REQUEST"),
        ("{hello}", 1, 400, "BAD_REQUEST"),
        ("{hello}", "x" * 129, 400, "BAD_REQUEST"),
        ("{hello}", "taken", 409, "OPERATION_EXISTS"),
    ],
)
async def test_what_cannot_run_is_refused_by_status(
    client: httpx.AsyncClient, query: str, id_: Any, status: int, expected: str
) -> None:
    async with opened(client) as (token, _):
        await ask(client, token, "subscription {quiet}", "taken")
        refused = await ask(client, token, query, id_)
        assert (refused.status_code, code(refused)) == (status, expected)


async def test_a_stream_is_open_once_and_only_by_a_token_given_out(client: httpx.AsyncClient) -> None:
    accept = {"accept": "text/event-stream"}
    async with opened(client) as (token, _):
        again = await client.get(PATH, headers={**accept, HEADER: token})
        assert (again.status_code, code(again)) == (409, "STREAM_ALREADY_OPEN")
    async with asyncio.timeout(10):  # until the server has seen that its client has gone
        while (await client.get(PATH, headers={**accept, HEADER: token})).status_code == 409:  # noqa: ASYNC110 - somebody else's
            await asyncio.sleep(0.01)
    for unknown in (token, "x", "\xe9"):
        refused = await client.get(PATH, headers={**accept, HEADER: unknown.encode()})  # type: ignore[dict-item]
        assert (refused.status_code, code(refused)) == (404, "STREAM_NOT_FOUND")
        refused = await ask(client, token, "{hello}")
        assert (refused.status_code, code(refused)) == (404, "STREAM_NOT_FOUND")
        refused = await stop(client, token)
        assert (refused.status_code, code(refused)) == (404, "STREAM_NOT_FOUND")
    missing = await client.delete(PATH, headers={HEADER: token})
    assert (missing.status_code, code(missing)) == (400, "BAD_REQUEST")


async def test_a_stream_is_its_accounts_alone(listening: Listening, client: httpx.AsyncClient) -> None:
    async with opened(client) as (token, _), signed(listening, "dispatcher") as other:
        for response in (await ask(other, token, "{hello}"), await stop(other, token)):
            assert (response.status_code, code(response)) == (404, "STREAM_NOT_FOUND")
        reserved = await reserve(client)
        refused = await other.get(PATH, headers={HEADER: reserved, "accept": "text/event-stream"})
        assert (refused.status_code, code(refused)) == (404, "STREAM_NOT_FOUND")
    async with httpx.AsyncClient(base_url=listening.url) as stranger:
        for response in (await stranger.put(PATH), await ask(stranger, token, "{hello}"), await stop(stranger, token)):
            assert (response.status_code, code(response)) == (401, "UNAUTHENTICATED")


async def test_one_account_reserves_so_many_and_no_more(common_host: Host) -> None:
    async with listened(common_host, StreamLimits(connections=2)) as listening, signed(listening) as client:
        await reserve(client)
        await reserve(client)
        refused = await client.put(PATH)
        assert (refused.status_code, code(refused)) == (429, "TOO_MANY_CONNECTIONS")


async def test_one_stream_carries_so_many_operations_and_no_more(common_host: Host) -> None:
    limits = StreamLimits(subscriptions=1, operations=1)
    async with (
        listened(common_host, limits) as listening,
        signed(listening) as client,
        opened(client) as (token, reader),
    ):
        await ask(client, token, "subscription {quiet}", "a")
        await reader.next()
        await ask(client, token, "subscription {quiet}", "b")
        assert codes(await reader.next()) == ["TOO_MANY_SUBSCRIPTIONS"]
        assert await reader.next() == end("b")
        await ask(client, token, "{slow}", "c")
        refused = await ask(client, token, "{slow}", "d")
        assert (refused.status_code, code(refused)) == (429, "TOO_MANY_OPERATIONS")


@pytest.mark.parametrize("bus", ["heard", "deaf"])
async def test_an_operation_reaches_the_process_that_holds_the_stream(common_host: Host, bus: str) -> None:
    services = common_host.services if bus == "heard" else replace(common_host.services, bus=LocalBus())
    async with (
        listened(common_host) as one,
        listened(replace(common_host, services=services)) as other,
        signed(one) as here,
        signed(other) as there,
    ):
        token = await reserve(there)
        async with stream(here, "GET", headers={HEADER: token}) as reader:
            assert (await ask(there, token, "subscription {quiet}")).status_code == 202
            assert await reader.next() == told("1", data={"quiet": 0})
            assert not other.probes.begun.is_set()
            assert (await ask(there, token, "{hello}")).status_code == 409
            assert (await stop(there, token)).status_code == 200
            assert (await ask(there, token, "{hello}")).status_code == 202
            assert await reader.next() == told("1", data={"hello": "你好，世界"})
            assert one.probes.closed.is_set()


async def test_what_waits_in_the_table_cannot_be_read_there(common_host: Host, client: httpx.AsyncClient) -> None:
    token = await reserve(client)
    await ask(client, token, "query ($n: String!) {hello(name: $n)}", n="13800138000")
    row = await common_host.pool.fetchrow(
        "select s.id, o.request from sse_stream s join sse_operation o on stream = s.id"
    )
    assert b"13800138000" not in row["request"]
    assert b"hello" not in row["request"]
    assert token.encode() not in row["id"]


async def test_a_stream_that_others_have_given_up_ends(common_host: Host, client: httpx.AsyncClient) -> None:
    async with opened(client) as (_, reader):
        await common_host.pool.execute("delete from sse_stream")
        assert await reader.rest() == []


async def test_nothing_is_left_of_a_stream_that_ended(common_host: Host, client: httpx.AsyncClient) -> None:
    async with opened(client) as (token, reader):
        await ask(client, token, "subscription {quiet}")
        await reader.next()
    async with asyncio.timeout(2):
        while await common_host.pool.fetchval("select count(*) from sse_stream"):  # noqa: ASYNC110 - a row has no event
            await asyncio.sleep(0.02)
    assert await common_host.pool.fetchval("select count(*) from sse_operation") == 0


async def test_streams_of_processes_that_died_are_forgotten(common_host: Host, listening: Listening) -> None:
    async with signed(listening) as client, opened(client):
        await common_host.pool.execute(
            "insert into sse_stream (id, subject, expires, holder, seen_at)"
            " values ('\\x00', 'd:operator', now(), gen_random_uuid(), now() - interval '61 seconds')"
        )
        held = await common_host.pool.fetch("select id from sse_stream where id <> '\\x00'")
        await listening.transports.table.seen([row["id"] for row in held])
        assert await common_host.pool.fetchval("select count(*) from sse_stream") == 1


async def test_rights_are_those_of_now_and_a_lost_one_ends_the_subscriptions(host: Host) -> None:
    async with listened(host) as listening, signed(listening) as client, opened(client) as (token, reader):
        await ask(client, token, "subscription {quiet}")
        await reader.next()
        await listening.sql(
            "update role_grant set valid_to = now() from account a where a.id = account_id and a.subject = 'd:operator'"
        )
        assert codes(await reader.next()) == ["PERMISSION_WITHDRAWN"]
        assert await reader.next() == end("1")
        await listening.sql("update account set active = false where subject = 'd:operator'")
        assert await reader.rest() == []


async def test_an_operation_is_told_to_be_over_though_its_id_cannot_be_given_free_at_once(
    common_host: Host, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a database that is away when an operation ends
    done, tries = StreamTable.done, []

    async def away(self: StreamTable, asked: AskedFor) -> None:
        tries.append(asked.id)
        if len(tries) == 1:
            raise asyncpg.InterfaceError("away")
        await done(self, asked)

    monkeypatch.setattr(StreamTable, "done", away)
    async with opened(client) as (token, reader):
        await ask(client, token, "subscription {refused}")
        # then its end is told all the same
        assert codes(await reader.next()) == ["NOT_FOUND"]
        assert await reader.next() == end("1")
        # and its id is free once the database is back
        async with asyncio.timeout(3):
            while (await ask(client, token, "{hello}")).status_code == 409:  # noqa: ASYNC110 - a row has no event
                await asyncio.sleep(0.05)
        assert await reader.next() == told("1", data={"hello": "你好，世界"})


async def test_what_is_asked_while_the_stream_is_being_opened_runs(
    listening: Listening, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given something that is asked of a reservation, and a process that looks while it opens it
    known = Authenticator.known

    async def slowly(self: Authenticator, *whose: Any) -> Any:
        if opening:
            await listening.transports._held.look()
        return await known(self, *whose)

    opening = False
    monkeypatch.setattr(Authenticator, "known", slowly)
    async with opened(client):
        token = await reserve(client)
        await ask(client, token, "{hello}")
        client.headers.pop("authorization")
        opening = True
        async with stream(client, "GET", headers={HEADER: token}) as reader:
            # then it runs once it is open
            assert await reader.next() == told("1", data={"hello": "你好，世界"})


async def test_an_operation_that_was_asked_when_the_database_went_away_runs_once_it_is_back(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a database whose answer to what is asked is lost
    waiting, lost = StreamTable.waiting, []

    async def away(self: StreamTable, *streams: Any) -> Any:
        found = await waiting(self, *streams)
        if found and not lost:
            lost.append(found)
            raise asyncpg.InterfaceError("away")
        return found

    monkeypatch.setattr(StreamTable, "waiting", away)
    async with opened(client) as (token, reader):
        await ask(client, token, "mutation {slowWrite(seconds: 0)}")
        # then it runs all the same, once
        assert await reader.next() == told("1", data={"slowWrite": "done"})
        assert await reader.next() == end("1")
        await ask(client, token, "{hello}", "2")
        assert await reader.next() == told("2", data={"hello": "你好，世界"})
    assert lost


async def test_who_does_not_read_keeps_nobody_else_waiting(common_host: Host) -> None:
    async with (
        listened(common_host, StreamLimits(subscriptions=1)) as listening,
        signed(listening) as client,
        opened(client) as (stalled, _),
        opened(client) as (token, reader),
    ):
        # given a stream that is not read, and something asked of it that is refused there
        await ask(client, stalled, "subscription {flood}", "a")
        async with asyncio.timeout(3):
            produced = -1
            while produced != listening.probes.produced:
                produced = listening.probes.produced
                await asyncio.sleep(0.2)
        await ask(client, stalled, "subscription {quiet}", "b")
        await asyncio.sleep(0.1)
        # then what is asked of another is answered
        await ask(client, token, "{hello}")
        assert await reader.next() == told("1", data={"hello": "你好，世界"})


async def test_a_stream_that_could_not_be_forgotten_is_not_kept_for_ever(listening: Listening) -> None:
    # given a stream of this process that is over, while the database was away
    table = listening.transports.table
    await table.open(await table.reserve("d:operator", datetime.now(UTC), Session()))
    await listening.sql("update sse_stream set seen_at = now() - interval '61 seconds'")
    # when the process says that it lives
    await table.seen(())
    # then it is forgotten
    assert await listening.host.pool.fetchval("select count(*) from sse_stream") == 0


async def test_each_request_names_a_trace_of_its_own(client: httpx.AsyncClient) -> None:
    trace = f"00-{'a' * 32}-b7ad6b7169203331-01"
    async with opened(client) as (token, reader):
        client.headers["traceparent"] = trace
        await ask(client, token, "mutation {trace}", "a")
        assert await reader.next() == told("a", data={"trace": [trace, "a" * 32]})
        assert await reader.next() == end("a")
        del client.headers["traceparent"]
        await ask(client, token, "mutation {trace}", "b")
        assert await reader.next() == told("b", data={"trace": [None, None]})
