"""Queues for who cannot hold a stream open, for who reconciles a day, and for who looks after them."""

from dataclasses import replace
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest

from core.db.connection import open_pool
from core.db.grants import APP
from core.db.wall import login_as
from core.events.alarms import watch
from tests.core.events.queueing import HOUSING, acked, opened, parked_at, there
from tests.schema.queues.conftest import QueueDesk

PULL = """query($queue: String!, $first: Int, $after: String, $last: Int, $before: String, $consumer: String) {
  queueEntries(queue: $queue, first: $first, after: $after, last: $last, before: $before, consumer: $consumer) {
    totalCount pageInfo { hasNextPage hasPreviousPage endCursor }
    nodes { cursor qpos eventId state digest event { id type } case { id } }
} }"""
DIGEST = """query($queue: String!, $from: BigInt!, $to: BigInt!) {
  queueDigest(queue: $queue, fromQpos: $from, toQpos: $to) { fromQpos toQpos count before after } }"""
QUEUES = """{ workQueues { name title active warnSeconds pageSeconds head createdAt unit { code }
  consumers { name acked lagRows lagSeconds level } parked { qpos eventId attempts reason at case { id } }
  alarms { consumer level rows seconds raisedAt } } }"""


async def pulled(desk: QueueDesk, role: str = "unit_liaison", **more: Any) -> dict[str, Any]:
    found = await desk.api.data(PULL, role, **({"queue": HOUSING} | more))
    return dict(found["queueEntries"])


async def queues(desk: QueueDesk, role: str) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in (await desk.api.data(QUEUES, role))["workQueues"]}


class TestEntries:
    async def test_page_by_page_everything_as_the_stream_tells_it(self, desk: QueueDesk) -> None:
        cases = await desk.queued_up(2)
        length = await desk.length()

        first = await pulled(desk, first=3)
        rest = await pulled(desk, first=100, after=first["pageInfo"]["endCursor"])

        assert first["totalCount"] == length
        assert (first["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasNextPage"]) == (True, False)
        assert rest["pageInfo"]["hasPreviousPage"] is True
        found = [*first["nodes"], *rest["nodes"]]
        assert [one["qpos"] for one in found] == [str(n) for n in range(1, length + 1)]
        assert {one["case"]["id"] for one in found} == set(cases)

    async def test_the_last_before_a_place_come_in_the_same_order(self, desk: QueueDesk) -> None:
        await desk.queued_up(2)
        length = await desk.length()
        all_ = (await pulled(desk, first=100))["nodes"]

        page = await pulled(desk, last=2, before=all_[-1]["cursor"])

        assert page["nodes"] == all_[-3:-1]
        assert (page["totalCount"], page["pageInfo"]["hasNextPage"]) == (length - 1, True)
        assert page["pageInfo"]["hasPreviousPage"] is True
        assert (await pulled(desk, last=100))["nodes"] == all_
        assert (await pulled(desk, last=1))["pageInfo"]["hasNextPage"] is False
        assert (await pulled(desk, first=5, before=all_[1]["cursor"]))["nodes"] == all_[:1]
        assert (await pulled(desk, after=all_[1]["cursor"], before=all_[1]["cursor"]))["nodes"] == []

    async def test_they_begin_behind_what_is_acknowledged(self, desk: QueueDesk) -> None:
        await desk.queued_up()
        (first,) = (await pulled(desk, first=1))["nodes"]
        await acked(desk.api.office, first["cursor"], consumer=desk.liaison.subject)
        assert (await pulled(desk))["nodes"][0]["qpos"] == "2"
        assert (await pulled(desk, consumer="another"))["nodes"][0] == first

    @pytest.mark.parametrize(
        ("role", "more", "code"),
        [
            ("utility_service", {}, "UNKNOWN_QUEUE"),
            ("unit_liaison", {"after": "bm9uc2Vuc2U"}, "CURSOR_NOT_OURS"),
            ("unit_liaison", {"first": 101}, "BAD_USER_INPUT"),
            ("unit_liaison", {"first": 1, "last": 1}, "BAD_USER_INPUT"),
            ("unit_liaison", {"before": "bm9uc2Vuc2U"}, "CURSOR_NOT_OURS"),
        ],
    )
    async def test_what_cannot_be_meant_is_refused(
        self, desk: QueueDesk, role: str, more: dict[str, Any], code: str
    ) -> None:
        assert await desk.api.refusal(PULL, role, **({"queue": HOUSING} | more)) == code

    async def test_a_cursor_of_another_history_is_refused(self, desk: QueueDesk) -> None:
        await desk.queued_up()
        cursor = (await pulled(desk, first=1))["pageInfo"]["endCursor"]
        await desk.api.office.pool.execute("update queue_entry set chain = '\\x01'")
        assert await desk.api.refusal(PULL, "unit_liaison", queue=HOUSING, after=cursor) == "CURSOR_FORKED"

    async def test_behind_the_wall_what_is_kept_from_the_reader_is_a_place_and_nothing_else(
        self, desk: QueueDesk
    ) -> None:
        # given a case that is kept more closely since, and a reader on the lower side of the wall
        kept, office = (await desk.queued_up(2))[0], desk.api.office
        before = (await pulled(desk, first=100))["nodes"]
        await office.pool.execute(
            "update case_file set secrecy = 2 where id = ("
            "select e.case_id from queue_entry q join case_event e on e.id = q.event_id where qpos = 1)"
        )
        below = await open_pool(login_as(office.dsn, APP), size=1)
        try:
            context = replace(desk.api.context("unit_liaison"), pool=below)
            found = await desk.api.data(PULL, "unit_liaison", context=context, queue=HOUSING, first=100)
        finally:
            await below.close()

        # then he is told the same, but for what happened in it
        assert found["queueEntries"]["nodes"] == [
            one | ({"event": None, "case": None} if one["case"]["id"] == kept else {}) for one in before
        ]
        assert kept in [one["case"]["id"] for one in before]


class TestDigest:
    async def test_is_what_the_reader_reckons_from_what_it_has(self, desk: QueueDesk) -> None:
        # given a reader that has taken everything
        await desk.queued_up(2)
        had = (await pulled(desk, first=100))["nodes"]

        # when it asks for the digest of a stretch
        found = (await desk.api.data(DIGEST, "unit_liaison", queue=HOUSING, **{"from": "2", "to": str(len(had))}))[
            "queueDigest"
        ]

        # then its own comes to the same
        chain = bytes.fromhex(found["before"])
        for one in had[1:]:
            qpos, event_id = int(one["qpos"]).to_bytes(8, "big"), UUID(one["eventId"]).bytes
            chain = sha256(chain + qpos + event_id + bytes.fromhex(one["digest"])).digest()
        assert chain.hex() == found["after"]
        assert found["count"] == str(len(had) - 1)

    async def test_of_places_that_there_are_not_is_refused(self, desk: QueueDesk) -> None:
        await desk.queued_up()
        asked = {"queue": HOUSING, "from": "1", "to": "1000"}
        assert await desk.api.refusal(DIGEST, "unit_liaison", **asked) == "QUEUE_RANGE"

    async def test_of_the_widest_stretch_that_can_be_written_is_refused_like_any_other(self, desk: QueueDesk) -> None:
        await desk.queued_up()
        asked = {"queue": HOUSING, "from": str(-(2**63)), "to": str(2**63 - 1)}
        assert await desk.api.refusal(DIGEST, "unit_liaison", **asked) == "QUEUE_RANGE"

    async def test_of_another_unit_s_queue_is_refused(self, desk: QueueDesk) -> None:
        asked = {"queue": HOUSING, "from": "1", "to": "1"}
        assert await desk.api.refusal(DIGEST, "utility_service", **asked) == "UNKNOWN_QUEUE"


class TestQueues:
    async def test_everybody_sees_his_own(self, desk: QueueDesk) -> None:
        await opened(desk.api.office, "ta-waterworks")
        assert set(await queues(desk, "unit_liaison")) == {HOUSING}
        assert set(await queues(desk, "utility_service")) == {"unit:ta-waterworks"}
        assert set(await queues(desk, "city_lead")) == {HOUSING, "unit:ta-waterworks"}
        assert await queues(desk, "operator") == {}

    async def test_who_has_taken_nothing_is_behind_by_everything(self, desk: QueueDesk) -> None:
        await desk.queued_up()
        length = await desk.length()

        queue = (await queues(desk, "city_lead"))[HOUSING]

        assert (queue["unit"], queue["active"]) == ({"code": "ta-housing"}, True)
        assert (queue["warnSeconds"], queue["pageSeconds"], queue["head"]) == (120, 300, str(length))
        (nobody,) = queue["consumers"]
        assert (nobody["name"], nobody["acked"], nobody["lagRows"]) == (None, "0", str(length))

    async def test_a_consumer_that_falls_behind_is_told_with_its_alarms(self, desk: QueueDesk) -> None:
        # given a consumer that has taken one entry, and the next waits for ten minutes
        await desk.queued_up()
        entries = await there(desk.api.office)
        await acked(desk.api.office, entries[0].cursor, consumer="system")
        await desk.api.office.pool.execute("update case_event set recorded_at = now() - interval '10 minutes'")
        await watch(desk.api.office.pool, desk.api.office.services)

        queue = (await queues(desk, "dispatcher"))[HOUSING]

        (consumer,) = queue["consumers"]
        assert (consumer["name"], consumer["acked"], consumer["level"]) == ("system", "1", "PAGE")
        assert 600 <= consumer["lagSeconds"] < 660
        assert {(one["consumer"], one["level"]) for one in queue["alarms"]} == {("system", "WARN"), ("system", "PAGE")}

    async def test_what_is_parked_is_told_and_its_case_to_who_may_see_it(self, desk: QueueDesk) -> None:
        (case,) = await desk.queued_up()
        entry = await parked_at(desk.api.office, 2)

        seen = (await queues(desk, "city_lead"))[HOUSING]["parked"]
        blind = (await queues(desk, "administrator"))[HOUSING]["parked"]

        assert [(one["qpos"], one["eventId"], one["attempts"]) for one in seen] == [("2", str(entry.event.id), 5)]
        assert seen[0]["case"] == {"id": case}
        assert blind == [seen[0] | {"case": None}]
