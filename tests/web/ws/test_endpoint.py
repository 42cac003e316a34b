"""The standard Python client, and a served process that ends."""

import asyncio
import json
import signal
from collections.abc import Iterator

import pytest
from gql import Client, gql
from gql.transport.exceptions import TransportClosed, TransportConnectionFailed, TransportQueryError
from gql.transport.websockets import WebsocketsTransport
from websockets.asyncio.client import connect

from tests.support.postgres import var_directory
from tests.web.serving import Serving, running
from tests.web.streams.live import Listening
from tests.web.ws.client import PROTOCOL, Socket, signed_in


def transport(listening: Listening) -> WebsocketsTransport:
    return WebsocketsTransport(
        url=listening.socket_url,
        init_payload={"authorization": f"Bearer {listening.token()}"},
        subprotocols=[WebsocketsTransport.GRAPHQLWS_SUBPROTOCOL],
    )


async def test_gql_queries_mutates_and_subscribes(listening: Listening) -> None:
    async with Client(transport=transport(listening)) as session:
        assert await session.execute(gql("{hello}")) == {"hello": "你好，世界"}
        assert await session.execute(gql("mutation {slowWrite(seconds: 0)}")) == {"slowWrite": "done"}
        counted = [one["count"] async for one in session.subscribe(gql("subscription {count(to: 3)}"))]
        assert counted == [0, 1, 2]
        with pytest.raises(TransportQueryError, match="NOT_FOUND"):
            await session.execute(gql("subscription {refused}"))


async def test_gql_learns_of_a_restart(listening: Listening) -> None:
    async with Client(transport=transport(listening)) as session:
        numbers = session.subscribe(gql("subscription {quiet}"))
        assert await anext(numbers) == {"quiet": 0}
        await listening.streams.drain()
        with pytest.raises((TransportConnectionFailed, TransportClosed)):
            await anext(numbers)


async def test_what_is_open_and_how_it_ended_is_counted(listening: Listening) -> None:
    def value(name: str, **labels: str) -> float | None:
        return listening.registry.get_sample_value(name, labels)

    async with signed_in(listening) as socket:
        await socket.subscribe("subscription {quiet}")
        await socket.hear()
        assert value("graphql_connections", transport="websocket") == 1
        assert value("graphql_subscriptions") == 1
        await socket.say("{")
        assert (await socket.end())[0] == 4400
    async with asyncio.timeout(2):
        while value("graphql_websockets_closed_total", code="4400") is None:  # noqa: ASYNC110 - a number has no event
            await asyncio.sleep(0.01)
    assert value("graphql_connections", transport="websocket") == 0
    assert value("graphql_subscriptions") == 0


@pytest.fixture(scope="module")
def serving() -> Iterator[Serving]:
    with var_directory() as var, running(var, "--demo") as served:
        served.until_ready()
        yield served


async def test_a_served_process_ends_its_sockets_and_itself(serving: Serving) -> None:
    token = serving.token("operator")
    address = f"ws://127.0.0.1:{serving.port}/graphql"
    async with connect(address, subprotocols=[PROTOCOL]) as connection:
        assert connection.response is not None
        assert "sec-websocket-extensions" not in connection.response.headers
        socket = Socket(connection)
        assert (await socket.init(token))["type"] == "connection_ack"
        await socket.subscribe("{ districts(first: 1) { edges { node { code } } } }")
        assert (await socket.hear())["payload"]["data"]["districts"]["edges"]
        await socket.hear()

        stopping = asyncio.create_task(asyncio.to_thread(serving.stop, signal.SIGTERM))

        assert await socket.end() == (1012, "service restart")
    seconds, _, err = await stopping
    assert seconds < 8
    assert serving.process.returncode == 0
    assert [line for line in err.splitlines() if json.loads(line)["level"] not in ("info", "warning")] == []
