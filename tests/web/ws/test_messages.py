"""Whatever is sent, a socket ends with a code of the protocol or goes on; nothing reaches the log as a fault.

HOTLINE_TEST_LONG multiplies how much is sent.
"""

import asyncio
import json
import os
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs
from websockets.exceptions import ConnectionClosed

from core.errors import registered
from tests.web.http.test_fuzz import ANY_JSON, DOCUMENTS, MANGLED
from tests.web.streams.live import Listening
from tests.web.ws.client import Socket, opened, signed_in
from web.ws.messages import Complete, Init, Ping, Pong, Subscribe, read_message

ROUNDS = int(4 * float(os.environ.get("HOTLINE_TEST_LONG", "1")))
CODES = {4400, 4401, 4403, 4409, 4429, 1009, 1007, 1002}

TYPES = st.sampled_from(["connection_init", "ping", "pong", "subscribe", "subscribe", "subscribe", "complete", "next"])
PAYLOADS = st.one_of(
    st.fixed_dictionaries(
        {"query": st.one_of(DOCUMENTS, MANGLED, ANY_JSON)},
        optional={"variables": ANY_JSON, "operationName": ANY_JSON, "extensions": ANY_JSON, "documentId": ANY_JSON},
    ),
    ANY_JSON,
)
IDS = st.one_of(st.text(min_size=1, max_size=8), ANY_JSON)
MESSAGES = st.one_of(
    st.fixed_dictionaries({"type": TYPES}, optional={"id": IDS, "payload": PAYLOADS}).map(json.dumps),
    ANY_JSON.map(json.dumps),
    st.text(max_size=60),
    st.binary(max_size=60),
)


def drawn(count: int = 100) -> list[list[str | bytes]]:
    """New random conversations."""
    conversations: list[list[str | bytes]] = []

    @settings(
        max_examples=count, phases=[Phase.generate], database=None, deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.lists(MESSAGES, max_size=6))
    def draw(conversation: list[str | bytes]) -> None:
        conversations.append(conversation)

    draw()
    return conversations


async def held(socket: Socket, conversation: list[str | bytes]) -> list[dict[str, Any]]:
    """What is answered until the socket is closed or says nothing more."""
    said: list[dict[str, Any]] = []
    with suppress(ConnectionClosed):
        for message in conversation:
            await socket.say(message)
        await socket.say({"type": "ping"})
        async with asyncio.timeout(5):
            while not said or said[-1] != {"type": "pong"}:
                said.append(json.loads(await socket.connection.recv()))
    assert socket.connection.close_code in {None, *CODES}, conversation
    return said


@pytest.mark.parametrize("first", ["signed in", "stranger"])
async def test_no_conversation_is_a_fault(listening: Listening, first: str) -> None:
    with capture_logs() as logs:
        for _ in range(ROUNDS):
            for conversation in drawn():
                door = signed_in(listening) if first == "signed in" else opened(listening)
                async with door as socket:
                    for message in await held(socket, conversation):
                        for error in message.get("payload", ()) if message["type"] == "error" else ():
                            assert error["extensions"]["code"] in registered().keys() - {"INTERNAL_SERVER_ERROR"}
                if len(listening.streams) > 10:
                    await asyncio.sleep(0.05)
    assert [log for log in logs if log["log_level"] == "error"] == []


async def test_a_frame_beyond_the_limit_is_closed(listening: Listening) -> None:
    async with signed_in(listening) as socket:
        await socket.say("x" * (1 << 20) + "y")
        assert (await socket.end())[0] == 1009


async def test_text_that_is_no_utf8_is_closed_without_a_traceback(
    listening: Listening, caplog: pytest.LogCaptureFixture
) -> None:
    async with opened(listening) as socket:
        protocol = socket.connection.protocol
        protocol.send_text(b"\xff\xfe")
        socket.connection.transport.write(b"".join(protocol.data_to_send()))
        assert await socket.end() == (1007, "invalid UTF-8")
    assert caplog.records == []


def test_each_kind_is_read() -> None:
    assert read_message('{"type":"connection_init"}') == Init()
    assert read_message('{"type":"connection_init","payload":{"a":1}}') == Init({"a": 1})
    assert read_message('{"type":"ping","payload":null}') == Ping()
    assert read_message('{"type":"pong","payload":{}}') == Pong()
    assert read_message('{"type":"complete","id":"é"}') == Complete("é")
    subscribed = read_message('{"type":"subscribe","id":"1","payload":{"query":"{a}","unknown":1}}')
    assert isinstance(subscribed, Subscribe)
    assert subscribed.request.query == "{a}"
