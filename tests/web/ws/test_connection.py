"""What a socket carries: operations, their errors, their limits, and rights that are asked for every event."""

import asyncio
from pathlib import Path

import pytest

from tests.web.streams.live import SECRET, Listening, listened, trusting
from tests.web.ws.client import Socket, opened, signed_in
from web.documents.trusted import digest
from web.host import Host
from web.streams.limits import StreamLimits


async def answers(socket: Socket, query: str, id_: str = "1", **variables: object) -> list[object]:
    """What an operation says, `complete` or `error` last, without its id."""
    await socket.subscribe(query, id_, **variables)
    said: list[object] = []
    while True:
        message = await socket.hear()
        assert message["id"] == id_
        if message["type"] == "complete":
            return [*said, "complete"]
        if message["type"] == "error":
            return [*said, [error["extensions"]["code"] for error in message["payload"]]]
        said.append(message["payload"])


async def test_the_acknowledgement_says_what_is_promised(listening: Listening) -> None:
    async with opened(listening) as socket:
        assert await socket.init(listening.token()) == {
            "type": "connection_ack",
            "payload": {"heartbeatSeconds": 10, "maxSubscriptions": 10, "resumable": True},
        }


async def test_the_handshakes_header_signs_in_too(listening: Listening) -> None:
    async with opened(listening, additional_headers=listening.bearer()) as socket:
        await socket.init()
        assert await answers(socket, "{hello}") == [{"data": {"hello": "你好，世界"}}, "complete"]


async def test_queries_and_mutations_are_answered_once(listening: Listening) -> None:
    async with signed_in(listening) as socket:
        query = "query ($n: String!) {hello(name: $n)}"
        assert await answers(socket, query, n="泰安") == [{"data": {"hello": "你好，泰安"}}, "complete"]
        mutation = "mutation {slowWrite(seconds: 0)}"
        assert await answers(socket, mutation) == [{"data": {"slowWrite": "done"}}, "complete"]


async def test_a_subscription_answers_each_event_and_then_completes(listening: Listening) -> None:
    async with signed_in(listening) as socket:
        counted = [{"data": {"count": number}} for number in range(3)]
        assert await answers(socket, "subscription {count(to: 3)}") == [*counted, "complete"]
        assert await answers(socket, "subscription {count(to: 0)}") == ["complete"]


async def test_a_ping_is_answered_and_pings_are_sent(common_host: Host) -> None:
    async with listened(common_host, StreamLimits(heartbeat=0.2)) as listening, signed_in(listening) as socket:
        await socket.say({"type": "ping", "payload": {"at": 1}})
        assert await socket.hear() == {"type": "pong"}
        async with asyncio.timeout(2):
            assert await socket.connection.recv() == '{"type":"ping"}'


async def test_what_is_refused_ends_that_operation_alone(listening: Listening) -> None:
    async with signed_in(listening) as socket:
        await socket.subscribe("subscription {quiet}", "kept")
        assert (await socket.hear())["id"] == "kept"
        for query, code in {
            "{": "GRAPHQL_PARSE_FAILED",
            "{nope}": "GRAPHQL_VALIDATION_FAILED",
            "{__schema {types {name}}}": "INTROSPECTION_REFUSED",
            "query A {hello} query B {hello}": "OPERATION_NAME_REQUIRED",
            "{hello" + " a: hello" * 400 + "}": "OPERATION_TOO_LARGE",
            "query ($n: String!) {hello(name: $n)}": "BAD_USER_INPUT",
            "subscription ($n: Int!) {count(to: $n)}": "BAD_USER_INPUT",
            "subscription {refused}": "NOT_FOUND",
        }.items():
            assert await answers(socket, query) == [[code]], query
        assert await answers(socket, "subscription {failing}") == [
            {"data": {"failing": 1}},
            ["INTERNAL_SERVER_ERROR"],
        ]
        assert not listening.probes.closed.is_set()


async def test_suggestions_and_texts_of_faults_stay_inside(listening: Listening) -> None:
    async with signed_in(listening) as socket:
        for query in ("{hallo}", "{broken}", "subscription {failing}", "subscription {brittle {value}}"):
            said = str(await answers(socket, query))
            assert "Did you mean" not in said
            assert SECRET not in said


async def test_an_events_errors_stand_beside_its_data_and_the_stream_goes_on(listening: Listening) -> None:
    async with signed_in(listening) as socket:
        *events, end = await answers(socket, "subscription {brittle {value}}")
        assert end == "complete"
        for event in events:
            assert isinstance(event, dict)
            (error,) = event["errors"]
            assert event["data"] == {"brittle": {"value": None}}
            assert (error["path"], error["extensions"]["code"]) == (["brittle", "value"], "INTERNAL_SERVER_ERROR")
        assert len(events) == 2


async def test_errors_are_told_in_the_language_of_the_handshake(listening: Listening) -> None:
    for language, message in {"en": "There is no such object.", "zh": "未找到该对象。"}.items():
        async with signed_in(listening, additional_headers={"accept-language": language}) as socket:
            await socket.subscribe("subscription {refused}")
            assert (await socket.hear())["payload"][0]["message"] == message


async def test_complete_ends_the_source_and_frees_the_id(listening: Listening) -> None:
    async with signed_in(listening) as socket:
        await socket.subscribe("subscription {quiet}")
        await socket.hear()
        await socket.say({"id": "1", "type": "complete"})
        await asyncio.wait_for(listening.probes.closed.wait(), 2)
        assert await answers(socket, "{hello}") == [{"data": {"hello": "你好，世界"}}, "complete"]
        await socket.say({"id": "never", "type": "complete"})
        assert await answers(socket, "{hello}") == [{"data": {"hello": "你好，世界"}}, "complete"]


async def test_who_leaves_takes_queries_and_sources_along_and_no_mutation(listening: Listening) -> None:
    probes = listening.probes
    async with signed_in(listening) as socket:
        await socket.subscribe("mutation {slowWrite(seconds: 0.3)}")
        await asyncio.wait_for(probes.begun.wait(), 2)
    await asyncio.wait_for(probes.finished.wait(), 2)
    assert not probes.closed.is_set()
    async with signed_in(listening) as socket:
        probes.begun.clear()
        await socket.subscribe("{slow}")
        await asyncio.wait_for(probes.begun.wait(), 2)
    await asyncio.wait_for(probes.closed.wait(), 2)


async def test_an_operation_beyond_the_deadline_is_cancelled(common_host: Host) -> None:
    async with listened(common_host, StreamLimits(deadline=0.2)) as listening, signed_in(listening) as socket:
        assert await answers(socket, "{slow}") == [["DEADLINE_EXCEEDED"]]
        assert listening.probes.closed.is_set()


async def test_a_socket_carries_so_many_operations_and_no_more(common_host: Host) -> None:
    limits = StreamLimits(subscriptions=2, operations=1)
    async with listened(common_host, limits) as listening, signed_in(listening) as socket:
        for id_ in ("a", "b"):
            await socket.subscribe("subscription {quiet}", id_)
            await socket.hear()
        assert await answers(socket, "subscription {quiet}") == [["TOO_MANY_SUBSCRIPTIONS"]]
        await socket.subscribe("{slow(seconds: 0.3)}", "slow")
        assert await answers(socket, "{hello}") == [["TOO_MANY_OPERATIONS"]]
        assert (await socket.hear())["payload"] == {"data": {"slow": "done"}}
        assert await socket.hear() == {"id": "slow", "type": "complete"}
        await socket.say({"id": "a", "type": "complete"})
        assert await answers(socket, "subscription {count(to: 0)}") == ["complete"]


async def test_without_a_token_only_the_open_fields_are_answered(listening: Listening) -> None:
    async with opened(listening) as socket:
        assert (await socket.init())["type"] == "connection_ack"
        assert await answers(socket, "{hello}") == [["UNAUTHENTICATED"]]
        assert await answers(socket, "subscription {quiet}") == [["UNAUTHENTICATED"]]
        assert await answers(socket, "{__typename}") == [{"data": {"__typename": "Query"}}, "complete"]


async def test_every_event_is_asked_with_the_rights_of_its_own_moment(host: Host) -> None:
    async with listened(host) as listening, signed_in(listening) as socket:
        await socket.subscribe('subscription {allowed(operation: "catalogue.write") {held}}')
        assert (await socket.hear())["payload"] == {"data": {"allowed": {"held": False}}}
        await grant(listening, "city_lead")
        await listening.probes.news.put(1)
        assert (await socket.hear())["payload"] == {"data": {"allowed": {"held": True}}}


async def test_a_withdrawn_role_ends_the_subscriptions_with_a_code_and_nothing_else(host: Host) -> None:
    async with listened(host) as listening, signed_in(listening) as socket:
        await socket.subscribe("subscription {quiet}")
        await socket.hear()
        await listening.sql(
            "update role_grant set valid_to = now() from account a where a.id = account_id and a.subject = 'd:operator'"
        )
        async with asyncio.timeout(2):
            ended = await socket.hear()
        assert (ended["type"], ended["payload"][0]["extensions"]["code"]) == ("error", "PERMISSION_WITHDRAWN")
        await asyncio.wait_for(listening.probes.closed.wait(), 1)
        assert await answers(socket, "{hello}") == [{"data": {"hello": "你好，世界"}}, "complete"]


async def test_documents_go_by_hash_and_by_id(common_host: Host, tmp_path: Path) -> None:
    hello = "query Hello {hello}"
    async with listened(trusting(common_host, tmp_path, hello)) as listening, signed_in(listening) as socket:

        async def ask(**payload: object) -> object:
            await socket.say({"id": "1", "type": "subscribe", "payload": payload})
            said = await socket.hear()
            if said["type"] == "error":
                return said["payload"][0]["extensions"]["code"]
            await socket.hear()
            return said["payload"]["data"]

        answer = {"hello": "你好，世界"}
        assert await ask(documentId=digest(hello)) == answer
        assert await ask(extensions={"persistedQuery": {"version": 1, "sha256Hash": digest(hello)}}) == answer
        assert (
            await ask(extensions={"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}})
            == "PERSISTED_QUERY_NOT_FOUND"
        )
        assert await ask(query="{hello}") == "DOCUMENT_NOT_TRUSTED"
        assert await ask(documentId="other") == "DOCUMENT_NOT_KNOWN"


async def grant(listening: Listening, role: str) -> None:
    await listening.sql(
        "insert into role_grant select gen_random_uuid(), a.id, $1, g.unit_path, g.district_path, g.clearance, g.valid_from"
        " from account a join role_grant g on g.account_id = a.id where a.subject = 'd:operator' limit 1",
        role,
    )
    await asyncio.sleep(1.2)


OURS, OTHER = (f"00-{trace}-b7ad6b7169203331-01" for trace in ("a" * 32, "b" * 32))


async def traced(socket: Socket, **extensions: object) -> list[str | None]:
    """The trace that a mutation is part of, and the one that lines of the log are given."""
    payload = {"query": "mutation {trace}", "extensions": extensions}
    await socket.say({"id": "t", "type": "subscribe", "payload": payload})
    told: list[str | None] = (await socket.hear())["payload"]["data"]["trace"]
    await socket.hear()
    return told


async def test_the_trace_is_that_of_the_operation_or_of_the_connection(listening: Listening) -> None:
    async with opened(listening) as socket:
        payload = {"authorization": f"Bearer {listening.token()}", "traceparent": OURS}
        await socket.say({"type": "connection_init", "payload": payload})
        assert (await socket.hear())["type"] == "connection_ack"

        assert await traced(socket) == [OURS, "a" * 32]
        assert await traced(socket, traceparent=OTHER) == [OTHER, "b" * 32]
        assert await traced(socket, traceparent=OTHER.upper()) == [OURS, "a" * 32]
        assert await traced(socket, traceparent=[OTHER]) == [OURS, "a" * 32]


@pytest.mark.parametrize("given", [7, None, {"a": 1}, "00-xyz", OURS + "-more", "张三"])
async def test_what_is_no_trace_is_ignored(listening: Listening, given: object) -> None:
    async with opened(listening) as socket:
        payload = {"authorization": f"Bearer {listening.token()}", "traceparent": given}
        await socket.say({"type": "connection_init", "payload": payload})
        assert (await socket.hear())["type"] == "connection_ack"
        assert await traced(socket) == [None, None]


async def test_a_handshake_with_a_token_may_name_it(listening: Listening) -> None:
    headers = {**listening.bearer(), "traceparent": OURS}
    async with opened(listening, additional_headers=headers) as socket:
        await socket.init()
        assert await traced(socket) == [OURS, "a" * 32]


async def test_nobody_without_an_account_is_known_by_a_trace(listening: Listening) -> None:
    async with opened(listening) as socket:
        await socket.say({"type": "connection_init", "payload": {"traceparent": OURS}})
        assert (await socket.hear())["type"] == "connection_ack"
        payload = {"query": "mutation {__typename}", "extensions": {"traceparent": OTHER}}
        await socket.say({"id": "t", "type": "subscribe", "payload": payload})
        assert (await socket.hear())["payload"]["data"] == {"__typename": "Mutation"}
