"""Who asks for the same with the same rights is told each event by one task, which makes it once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace

import httpx
import pytest

from core.access.withholding import Withholding
from core.districts.switches import Switches
from core.errors import RETRY_LATER, Refused
from core.ids import new_id
from tests.core.deadlines.desk import accepted
from tests.support.office import Office
from tests.web.sse.reader import asked
from tests.web.streams.live import Listening, listened
from tests.web.ws.client import Socket, signed_in
from web.host import Host
from web.streams import circle as module
from web.streams import group, operations
from web.streams.limits import StreamLimits
from web.ws.server_protocol import ServerProtocol

COST = 3
"""Of the subscription, its event, and what is made for it."""
TWICE = "subscription($after: Int! = 0) {shared(after: $after) {number twice}}"


@pytest.fixture
async def own_listening(host: Host) -> AsyncIterator[Listening]:
    """A server whose accounts a test may change."""
    async with listened(host) as running:
        yield running


async def numbers(socket: Socket, count: int) -> list[int]:
    found = []
    for _ in range(count):
        said = await socket.hear()
        assert said["type"] == "next", said
        found.append(said["payload"]["data"]["shared"]["number"])
    return found


async def begun(listening: Listening, count: int) -> None:
    async with asyncio.timeout(2):
        while listening.probes.produced < count:  # noqa: ASYNC110 - as many sources, each says that it has begun
            await asyncio.sleep(0.01)


async def accounts(listening: Listening, role: str, *names: str) -> None:
    """Accounts that hold what the role's demonstration account holds, each granted at an instant of its own."""
    for name in names:
        await listening.sql(
            "with one as (insert into account (select (jsonb_populate_record(a, jsonb_build_object("
            "'id', gen_random_uuid(), 'subject', 'd:' || $2::text))).* from account a where subject = 'd:' || $1::text) "
            "on conflict do nothing returning id) insert into role_grant select (jsonb_populate_record(g, "
            "jsonb_build_object('id', gen_random_uuid(), 'account_id', one.id, 'valid_from', "
            "g.valid_from - interval '1 hour' * length($2)))).* from role_grant g, one, account a "
            "where a.id = g.account_id and a.subject = 'd:' || $1::text",
            role, name,
        )  # fmt: skip


class TestWhatIsMadeOnce:
    async def test_for_all_who_hold_the_same(self, own_listening: Listening) -> None:
        listening = own_listening
        await accounts(listening, "operator", "twin", "cousin")
        async with AsyncExitStack() as stack:
            # given four who hold the same, each with an id of his own, and one who holds something else
            roles = ("operator", "operator", "twin", "cousin", "dispatcher")
            sockets = [await stack.enter_async_context(signed_in(listening, role)) for role in roles]
            for place, socket in enumerate(sockets):
                await socket.subscribe(TWICE, id_="i" * (place + 1))
            await begun(listening, 5)

            # when something happens
            listening.probes.say(2)

            # then all are told all, in order, and it was made for two
            for socket in sockets:
                assert await numbers(socket, 2) == [1, 2]
        assert listening.probes.projected == 2 * 2

    async def test_not_for_those_who_ask_for_something_else(self, listening: Listening) -> None:
        document = "subscription($size: Int!) {shared {number twice text(size: $size)}}"
        async with signed_in(listening) as first, signed_in(listening) as second:
            await first.subscribe(document, size=1)
            await second.subscribe(document, size=2)
            await begun(listening, 2)
            listening.probes.say(1)
            texts = [(await one.hear())["payload"]["data"]["shared"]["text"] for one in (first, second)]
        assert (texts, listening.probes.projected) == (["x", "xx"], 2)

    async def test_for_one_account_only_where_it_depends_on_the_account(self, own_listening: Listening) -> None:
        listening = own_listening
        await accounts(listening, "operator", "twin")
        async with (
            signed_in(listening) as first, signed_in(listening) as again, signed_in(listening, "twin") as twin,
        ):  # fmt: skip
            for socket in (first, again, twin):
                await socket.subscribe("subscription {shared {number subject twice}}")
            await begun(listening, 3)
            for told in (1, 2):
                listening.probes.say(told)
                for socket, subject in ((first, "d:operator"), (again, "d:operator"), (twin, "d:twin")):
                    shared = (await socket.hear())["payload"]["data"]["shared"]
                    assert shared == {"number": told, "subject": subject, "twice": 2 * told}
        # made once in vain, to find out, and then once for each account
        assert listening.probes.projected == 1 + 2 * 2


class TestMuchAtOnce:
    @pytest.mark.parametrize(("points", "pieces"), [(100 * COST, [10]), (4 * COST - 1, [3, 3, 3, 1]), (1, [1] * 10)])
    async def test_is_made_in_pieces_that_cost_no_more_than_a_request_may(
        self, points: int, pieces: list[int], listening: Listening, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # given that answers of so many points may be made at a time
        monkeypatch.setattr(operations, "_AT_ONCE", points)
        async with signed_in(listening) as socket:
            await socket.subscribe("subscription {shared {number beside}}")
            await begun(listening, 1)

            # when much happens
            listening.probes.say(10)

            # then all is told, and no more was made at a time
            found = [(await socket.hear())["payload"]["data"]["shared"] for _ in range(10)]
        assert [one["number"] for one in found] == list(range(1, 11))
        assert [one["beside"] for one in found] == [size for size in pieces for _ in range(size)]

    async def test_is_asked_for_anew_once_it_has_taken_its_time(
        self, listening: Listening, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # given one who is made two answers at a time, which takes longer than a right may be taken for granted
        monkeypatch.setattr(operations, "_AT_ONCE", 2 * COST)
        monkeypatch.setattr(group, "FRESH", 0.05)
        async with signed_in(listening) as socket:
            await socket.subscribe("subscription {shared {number beside(seconds: 0.03)}}")
            await begun(listening, 1)

            # when six things happen
            listening.probes.say(6)

            # then all are told once, and what was not told in time has been read again
            found = [(await socket.hear())["payload"]["data"]["shared"]["number"] for _ in range(6)]
        assert found == [1, 2, 3, 4, 5, 6]
        assert listening.probes.read == 3


class TestComingAndGoing:
    async def test_who_comes_later_begins_where_he_stands(self, listening: Listening) -> None:
        async with signed_in(listening) as first, signed_in(listening) as second, signed_in(listening) as third:
            await first.subscribe(TWICE)
            listening.probes.say(300)
            assert await numbers(first, 300) == list(range(1, 301))
            await second.subscribe(TWICE, after=298)
            await third.subscribe(TWICE, after=302)
            await begun(listening, 3)
            listening.probes.say(304)
            assert await numbers(first, 4) == [301, 302, 303, 304]
            assert await numbers(second, 6) == list(range(299, 305))
            assert await numbers(third, 2) == [303, 304]

    async def test_who_has_left_is_told_no_more(self, listening: Listening) -> None:
        async with signed_in(listening) as socket:
            await socket.subscribe(TWICE, id_="left")
            await socket.subscribe(TWICE, id_="stays")
            await begun(listening, 2)
            await socket.say({"id": "left", "type": "complete"})
            await socket.say({"type": "ping"})
            assert await socket.hear() == {"type": "pong"}
            listening.probes.say(2)
            assert [(await socket.hear())["id"] for _ in range(2)] == ["stays"] * 2

    async def test_the_last_who_leaves_ends_it(self, listening: Listening) -> None:
        async with signed_in(listening) as socket:
            await socket.subscribe(TWICE)
            listening.probes.say(1)
            await numbers(socket, 1)
            assert len(listening.transports.operations.groups) == 1
        async with asyncio.timeout(2):
            while len(listening.transports.operations.groups):  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.01)

    async def test_nobody_waits_for_one_that_was_ended_by_something_else(self, listening: Listening) -> None:
        async with signed_in(listening) as socket:
            await socket.subscribe(TWICE)
            listening.probes.say(1)
            assert await numbers(socket, 1) == [1]
            [found] = listening.transports.operations.groups._groups.values()
            found.task.cancel()
            listening.probes.say(2)
            assert await numbers(socket, 1) == [2]

    async def test_many_are_told_in_breaths(self, listening: Listening, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "BREATH", 2)
        async with signed_in(listening) as socket:
            for id_ in "abcdefg":
                await socket.subscribe(TWICE, id_=id_)
            await begun(listening, 7)
            listening.probes.say(3)
            said = [await socket.hear() for _ in range(21)]
        for id_ in "abcdefg":
            assert [one["payload"]["data"]["shared"]["number"] for one in said if one["id"] == id_] == [1, 2, 3]


class TestRights:
    async def test_a_withdrawn_grant_ends_it_for_whose_it_was(self, own_listening: Listening) -> None:
        await accounts(own_listening, "operator", "twin")
        async with signed_in(own_listening) as loser, signed_in(own_listening, "twin") as keeper:
            for socket in (loser, keeper):
                await socket.subscribe(TWICE)
            own_listening.probes.say(1)
            assert (await numbers(loser, 1), await numbers(keeper, 1)) == ([1], [1])

            await own_listening.sql(
                "update role_grant set valid_to = now() from account a where a.id = account_id and a.subject = 'd:operator'"
            )
            async with asyncio.timeout(2):
                ended = await loser.hear()
            assert (ended["type"], ended["payload"][0]["extensions"]["code"]) == ("error", "PERMISSION_WITHDRAWN")
            own_listening.probes.say(2)
            assert await numbers(keeper, 1) == [2]

    async def test_who_is_granted_more_is_told_by_another_group(self, own_listening: Listening) -> None:
        await accounts(own_listening, "operator", "twin")
        async with signed_in(own_listening) as same, signed_in(own_listening, "twin") as more:
            for socket in (same, more):
                await socket.subscribe(TWICE)
            own_listening.probes.say(1)
            assert (await numbers(same, 1), await numbers(more, 1)) == ([1], [1])
            await own_listening.sql(
                "insert into role_grant select (jsonb_populate_record(g, jsonb_build_object('id', gen_random_uuid(), "
                "'account_id', (select id from account where subject = 'd:twin')))).* from role_grant g, account a "
                "where a.id = g.account_id and a.subject = 'd:dispatcher'"
            )
            async with asyncio.timeout(3):
                while own_listening.streams.viewers.changes == 0:  # noqa: ASYNC110 - looked at each second
                    await asyncio.sleep(0.02)
            for told in (2, 3):
                own_listening.probes.say(told)
                assert (await numbers(same, 1), await numbers(more, 1)) == ([told], [told])
            assert len(own_listening.transports.operations.groups) == 2

    async def test_what_fails_fails_for_all_with_its_code(self, listening: Listening) -> None:
        async with signed_in(listening) as first, signed_in(listening) as second:
            for socket in (first, second):
                await socket.subscribe(TWICE)
            await begun(listening, 2)
            listening.probes.say(1, Refused(RETRY_LATER))
            for socket in (first, second):
                ended = await socket.hear()
                assert (ended["type"], ended["payload"][0]["extensions"]["code"]) == ("error", "RETRY_LATER")

    async def test_what_a_plug_in_withholds_from_one_account_is_withheld_from_it_alone(
        self, own_office: Office, host: Host
    ) -> None:
        # given a case that a plug-in withholds from one of several who hold the same
        case = await accepted(own_office)
        async with listened(host) as listening:
            await accounts(listening, "operator", "twin", "cousin")
            twin = await own_office.pool.fetchval("select id from account where subject = 'd:twin'")
            withheld = Withholding("apart", lambda of, who: (of != case) | (who != twin))
            host.matrix = replace(host.matrix, switches=Switches(), withholding=(withheld,))
            host.matrix.switches.replace({"apart": ["370902"]})
            subjects = {"operator": True, "twin": False, "cousin": True}
            async with AsyncExitStack() as stack:
                sockets = {one: await stack.enter_async_context(signed_in(listening, one)) for one in subjects}
                for socket in sockets.values():
                    await socket.subscribe(
                        "subscription($case: String!) {shared {number twice known(case: $case)}}", case=str(case)
                    )
                await begun(listening, 3)

                # when something is told of it, again and again, then it is made once for the others, and for him alone
                for number in (1, 2, 3):
                    listening.probes.say(number)
                    for subject, known in subjects.items():
                        shared = (await sockets[subject].hear())["payload"]["data"]["shared"]
                        assert shared == {"number": number, "twice": 2 * number, "known": known}, subject
            assert 3 * 2 <= listening.probes.projected < 3 * 3

    async def test_who_comes_while_the_others_are_told_of_such_a_case_hears_nothing_of_it(
        self, own_office: Office, host: Host, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # given a case that is withheld from one of two, and answers that are made one after the other
        case = await accepted(own_office)
        monkeypatch.setattr(operations, "_AT_ONCE", 1)
        async with listened(host) as listening:
            await accounts(listening, "operator", "twin")
            twin = await own_office.pool.fetchval("select id from account where subject = 'd:twin'")
            withheld = Withholding("apart", lambda of, who: (of != case) | (who != twin))
            host.matrix = replace(host.matrix, switches=Switches(), withholding=(withheld,))
            host.matrix.switches.replace({"apart": ["370902"]})
            listening.probes.of = case
            slowly = "subscription($after: Int! = 0) {shared(after: $after) {number beside(seconds: 0.05)}}"
            async with signed_in(listening) as first, signed_in(listening, "twin") as late:
                await first.subscribe(slowly)
                await begun(listening, 1)
                listening.probes.say(3)
                assert await numbers(first, 1) == [1]

                # when he comes to where the other stands, while that one is told the rest
                await late.subscribe(slowly, after=1)
                assert await numbers(first, 2) == [2, 3]

                # then he hears of what follows and is of no case, and of nothing before
                listening.probes.of = None
                listening.probes.say(4)
                assert await numbers(late, 1) == [4]

    async def test_whoever_is_told_a_sealed_text_is_noted_though_it_was_opened_once(
        self, own_listening: Listening, host: Host
    ) -> None:
        case, sightings = new_id(), host.services.sightings
        sightings.take()
        await accounts(own_listening, "operator", "twin")
        async with AsyncExitStack() as stack:
            sockets = [await stack.enter_async_context(signed_in(own_listening, one)) for one in ("operator", "twin")]
            for socket in sockets:
                await socket.subscribe(
                    "subscription($case: String!) {shared {number twice sealed(case: $case)}}", case=str(case)
                )
            await begun(own_listening, 2)
            own_listening.probes.say(1)
            for socket in sockets:
                assert (await socket.hear())["type"] == "next"
            assert own_listening.probes.projected == 1
        ids = await host.pool.fetch("select id from account where subject in ('d:operator', 'd:twin')")
        assert sightings.take() == {frozenset(row["id"] for row in ids): {"case_file.title": {case}}}


class TestSlowListeners:
    async def test_one_who_does_not_read_costs_the_others_nothing_and_is_closed(self, common_host: Host) -> None:
        wide = "subscription {shared {number text(size: 20000)}}"
        async with (
            listened(common_host, StreamLimits(slow=1)) as listening,
            signed_in(listening, max_queue=1) as stalled, signed_in(listening) as quick,
        ):  # fmt: skip
            await stalled.subscribe(wide)
            await quick.subscribe(wide)
            await begun(listening, 2)
            listening.probes.say(1000)
            async with asyncio.timeout(20):
                assert await numbers(quick, 1000) == list(range(1, 1001))
                await asyncio.sleep(2)
                assert (await stalled.end())[0] == 1013

    async def test_one_whose_connection_is_faulty_ends_nobody_else(
        self, listening: Listening, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write = ServerProtocol.write_frames

        def faulty(self: ServerProtocol, frames: bytes) -> bool:
            if b'"faulty"' in frames:
                raise RuntimeError
            return write(self, frames)

        monkeypatch.setattr(ServerProtocol, "write_frames", faulty)
        async with signed_in(listening) as one, signed_in(listening) as other:
            await one.subscribe(TWICE, id_="faulty")
            await other.subscribe(TWICE)
            await begun(listening, 2)
            for told in (1, 2):
                listening.probes.say(told)
                assert (await numbers(one, 1), await numbers(other, 1)) == ([told], [told])

    async def test_one_who_pauses_gets_everything_in_order(self, listening: Listening) -> None:
        wide = "subscription {shared {number text(size: 20000)}}"
        async with signed_in(listening, max_queue=1) as pausing, signed_in(listening) as quick:
            await pausing.subscribe(wide)
            await quick.subscribe(wide)
            await begun(listening, 2)
            listening.probes.say(900)
            assert await numbers(quick, 900) == list(range(1, 901))
            assert await numbers(pausing, 900) == list(range(1, 901))
            listening.probes.say(1000)
            assert await numbers(pausing, 100) == list(range(901, 1001))
            assert await numbers(quick, 100) == list(range(901, 1001))  # the unread hold up farewells


async def test_event_streams_belong_to_them_too(listening: Listening) -> None:
    async with (
        httpx.AsyncClient(base_url=listening.url) as client,
        signed_in(listening) as socket,
        asked(client, TWICE, listening.bearer()) as stream,
    ):
        await socket.subscribe(TWICE)
        await begun(listening, 2)
        listening.probes.say(100)
        assert await numbers(socket, 100) == list(range(1, 101))
        told = [await stream.next() for _ in range(100)]
    assert [one.data["data"]["shared"]["number"] for one in told if one] == list(range(1, 101))
    assert listening.probes.projected == 100


async def test_who_comes_late_and_waits_for_each_answer_is_told_all_that_was_kept(
    listening: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given more than one of them may leave waiting, just told to another
    monkeypatch.setattr(module, "KEPT_SECONDS", 60)
    async with httpx.AsyncClient(base_url=listening.url) as client, signed_in(listening) as socket:
        await socket.subscribe(TWICE)
        await begun(listening, 1)
        listening.probes.say(300)
        assert await numbers(socket, 300) == list(range(1, 301))

        # when an event stream comes that stands before all of it, then it is told all of it
        async with asked(client, TWICE, listening.bearer()) as stream:
            told = [await stream.next() for _ in range(300)]
    assert [one.data["data"]["shared"]["number"] for one in told if one] == list(range(1, 301))
