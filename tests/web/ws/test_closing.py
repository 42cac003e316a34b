"""Every way to be closed, with its code and reason."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from core.accounts.sessions import end_sessions
from core.db.uow import unit_of_work
from tests.web.streams.live import Listening, listened
from tests.web.ws.client import opened, signed_in
from web.auth.local import NAME as LOCAL
from web.auth.local import issue, local_issuer
from web.host import Host
from web.streams.limits import StreamLimits
from web.ws.closing import bad_message

INIT: dict[str, Any] = {"type": "connection_init"}
SUBSCRIBE: dict[str, Any] = {"id": "1", "type": "subscribe", "payload": {"query": "subscription {quiet}"}}


def subscribe(**payload: object) -> dict[str, Any]:
    return {"id": "1", "type": "subscribe", "payload": payload}


@pytest.mark.parametrize(
    ("messages", "end"),
    [
        ([SUBSCRIBE], (4401, "Unauthorized")),
        ([INIT, INIT], (4429, "Too many initialisation requests")),
        ([b"{}"], (4400, "Invalid message: it must be a text frame")),
        (["{"], (4400, "Invalid message: the message is not JSON in UTF-8")),
        (["NaN"], (4400, "Invalid message: the message is not JSON in UTF-8")),
        (['{"type":"ping","type":"pong"}'], (4400, "Invalid message: the message names a key twice in one object")),
        (["[" * 100 + "]" * 100], (4400, "Invalid message: the message nests deeper than 64 levels")),
        (["[" * 100_000], (4400, "Invalid message: the message is not JSON in UTF-8")),
        ([5], (4400, "Invalid message: it must be a JSON object")),
        ([[]], (4400, "Invalid message: it must be a JSON object")),
        (["null"], (4400, "Invalid message: it must be a JSON object")),
        ([{}], (4400, "Invalid message: its type is unknown")),
        ([{"type": 5}], (4400, "Invalid message: its type is unknown")),
        ([{"type": "start"}], (4400, "Invalid message: its type is unknown")),
        ([{"type": ["ping"]}], (4400, "Invalid message: its type is unknown")),
        ([{**INIT, "payload": "x"}], (4400, "Invalid message: payload must be an object")),
        ([{"type": "ping", "payload": []}], (4400, "Invalid message: payload must be an object")),
        ([INIT, {**SUBSCRIBE, "payload": None}], (4400, "Invalid message: payload must be an object")),
        ([INIT, {**SUBSCRIBE, "payload": "x"}], (4400, "Invalid message: payload must be an object")),
        ([INIT, {**SUBSCRIBE, "id": ""}], (4400, "Invalid message: id must be a string of 1 to 128 characters")),
        ([INIT, {**SUBSCRIBE, "id": 1}], (4400, "Invalid message: id must be a string of 1 to 128 characters")),
        ([INIT, {**SUBSCRIBE, "id": ["1"]}], (4400, "Invalid message: id must be a string of 1 to 128 characters")),
        ([INIT, {**SUBSCRIBE, "id": "x" * 129}], (4400, "Invalid message: id must be a string of 1 to 128 characters")),
        ([INIT, {"type": "complete"}], (4400, "Invalid message: id must be a string of 1 to 128 characters")),
        ([INIT, subscribe()], (4400, "Invalid message: query must be a string that holds a document")),
        ([INIT, subscribe(query=5)], (4400, "Invalid message: query must be a string that holds a document")),
        ([INIT, subscribe(query="{hello}", variables=[])], (4400, "Invalid message: variables must be an object or null")),
        ([INIT, subscribe(query="{hello}", operationName=5)], (4400, "Invalid message: operationName must be a string or null")),
        ([INIT, subscribe(query="{hello}", extensions=5)], (4400, "Invalid message: extensions must be an object or null")),
        ([{**INIT, "payload": {"authorization": 5}}], (4400, "Invalid message: payload.authorization must be a string")),
        ([{**INIT, "payload": {"authorization": "Bearer x.y.z"}}], (4403, "forbidden")),
        ([{**INIT, "payload": {"Authorization": "Basic x"}}], (4403, "forbidden")),
    ],
)  # fmt: skip
async def test_what_breaks_the_protocol_is_closed(
    listening: Listening, messages: list[object], end: tuple[int, str]
) -> None:
    async with opened(listening) as socket:
        for message in messages:
            await socket.say(message)

        assert await socket.end() == end


async def test_an_id_in_use_cannot_be_used_again(listening: Listening) -> None:
    async with signed_in(listening) as socket:
        await socket.say(SUBSCRIBE)
        await socket.say(SUBSCRIBE)

        assert await socket.end() == (4409, "Subscriber for 1 already exists")


@pytest.mark.parametrize("offered", [["graphql-ws"], ["graphql"], ["graphql-ws", "mqtt"]])
async def test_another_subprotocol_is_closed(listening: Listening, offered: list[str]) -> None:
    async with opened(listening, *offered) as socket:
        assert await socket.end() == (4406, "Subprotocol not acceptable")


async def test_no_subprotocol_is_closed(listening: Listening) -> None:
    async with connect(listening.socket_url) as connection:
        await connection.wait_closed()
        assert connection.close_code == 4406


async def test_the_standard_one_is_chosen_among_others(listening: Listening) -> None:
    async with opened(listening, "graphql-ws", "graphql-transport-ws") as socket:
        assert socket.connection.subprotocol == "graphql-transport-ws"


async def test_who_does_not_initialise_is_closed_in_time(common_host: Host) -> None:
    async with listened(common_host, StreamLimits(init=0.2)) as listening, opened(listening) as socket:
        assert await socket.end(2) == (4408, "Connection initialisation timeout")


async def test_a_token_that_has_expired_is_told_apart_from_a_bad_one(listening: Listening) -> None:
    async with opened(listening) as socket:
        old = listening.token(lifetime=timedelta(seconds=-31))
        await socket.say({**INIT, "payload": {"authorization": f"Bearer {old}"}})

        assert await socket.end() == (4401, "token expired")


async def test_a_token_that_expires_ends_the_socket(listening: Listening) -> None:
    async with opened(listening) as socket:
        await socket.init(listening.token(lifetime=timedelta(seconds=-28)))
        await socket.subscribe("subscription {quiet}")

        assert await socket.end() == (4401, "token expired")
    await asyncio.wait_for(listening.probes.closed.wait(), 2)


async def test_an_account_that_is_switched_off_is_out_in_two_seconds(host: Host) -> None:
    async with listened(host) as listening, signed_in(listening) as socket:
        await socket.subscribe("subscription {quiet}")
        await listening.sql("update account set active = false where subject = 'd:operator'")

        assert await socket.end(2.5) == (4403, "forbidden")


@pytest.mark.parametrize("name", [None, "sid-1"])
async def test_a_session_that_is_ended_is_out_in_two_seconds_and_does_not_come_back(
    host: Host, name: str | None
) -> None:
    async with listened(host) as listening, opened(listening) as socket, opened(listening) as again:
        host.issuers = {**host.issuers, LOCAL: local_issuer(host.signing_key)}
        token = issue(host.signing_key, "d:operator", host.clock.now(), sid="sid-1")
        await socket.init(token)
        await socket.subscribe("subscription {quiet}")
        async with unit_of_work(host.pool, replace(host.services, clock=host.clock)) as uow:
            await end_sessions(uow, "d:operator", name)

        assert await socket.end(2.5) == (4401, "session ended")
        await again.say({**INIT, "payload": {"authorization": f"Bearer {token}"}})
        assert await again.end(2.5) == (4401, "session ended")


async def test_one_user_has_so_many_sockets_and_no_more(common_host: Host) -> None:
    async with (
        listened(common_host, StreamLimits(connections=2)) as listening,
        signed_in(listening),
        opened(listening) as third,
    ):
        async with signed_in(listening), signed_in(listening, "dispatcher"):
            await third.say({**INIT, "payload": {"authorization": f"Bearer {listening.token()}"}})
            assert await third.end() == (4429, "Too many connections")
        async with signed_in(listening):
            pass


async def test_a_silent_peer_is_given_up(common_host: Host) -> None:
    async with (
        listened(common_host, StreamLimits(silence=1, heartbeat=0.3)) as listening,
        signed_in(listening) as socket,
    ):
        assert await socket.end() == (1001, "no answer to ping")


async def test_a_slow_consumer_is_closed_with_a_reason_and_costs_one_buffer(common_host: Host) -> None:
    async with (
        listened(common_host, StreamLimits(slow=1)) as listening,
        signed_in(listening, max_queue=1, ping_interval=None) as socket,
    ):
        await socket.subscribe("subscription {flood}")
        await asyncio.wait_for(listening.probes.closed.wait(), 5)
        assert listening.probes.produced < 200
        assert len(listening.streams) == 0

        assert await socket.end() == (1013, "slow consumer")


@pytest.mark.parametrize(
    "headers",
    [{"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}, {"origin": "null"}],
    ids=["site", "origin", "no origin"],
)
async def test_a_foreign_page_is_refused_at_the_door(listening: Listening, headers: dict[str, str]) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with opened(listening, additional_headers=headers):
            pass
    assert refused.value.response.status_code == 403
    assert b"CROSS_SITE_WEBSOCKET" in (refused.value.response.body or b"")


@pytest.mark.parametrize(
    "headers",
    [{"sec-fetch-site": "same-origin", "origin": "https://evil.example"}, {"origin": "http://127.0.0.1:5173"}],
)
async def test_a_page_of_this_host_is_let_in(listening: Listening, headers: dict[str, str]) -> None:
    async with opened(listening, additional_headers=headers) as socket:
        assert (await socket.init())["type"] == "connection_ack"


def test_a_reason_fits_into_a_frame_and_stays_text() -> None:
    reason = bad_message("错" * 100).reason

    assert len(reason.encode()) <= 123
    assert reason.endswith("错")


async def test_a_handshake_that_cannot_be_read_is_refused(listening: Listening) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with opened(listening, additional_headers={"x-long": "x" * 10_000}):
            pass
    assert refused.value.response.status_code == 400
