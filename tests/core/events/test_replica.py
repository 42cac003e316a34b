"""The log from a real standby: a lag delays, and a standby that is gone, too late or another's is left for the primary."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from structlog.testing import capture_logs

from core.codes.registry import load_codes
from core.db.cluster import postmaster
from core.db.cluster.place import Place
from core.db.connection import open_pool
from core.db.lineages import upgrade
from core.events.replica import Replica
from core.events.tail import Tail
from schema.compose import build_schema
from tests.core.events.conftest import BEGIN
from tests.core.events.queueing import note, numbered
from tests.core.events.writers import some_cases
from tests.faults.log_clusters import Clusters, value
from tests.schema.conftest import Api
from tests.schema.support.desk import Desk
from tests.schema.support.following import following
from tests.support import office as office_support
from tests.support.office import Office
from tests.support.postgres import var_directory

pytestmark = pytest.mark.faults

FOLLOW = """subscription { caseEvents {
  ... on CaseEventsNow { total }
  ... on CaseEventUpdate { case { id } event { type } } } }"""


@dataclass
class Site:
    """A primary with a standby, and the standby's address."""

    clusters: Clusters
    place: Place
    dsn: str

    async def delay(self, seconds: float) -> None:
        """From now on the standby replays a commit so much later."""
        await value(self.dsn, f"alter system set recovery_min_apply_delay = {int(seconds * 1000)}")
        await value(self.dsn, "select pg_reload_conf()")
        await asyncio.sleep(0.2)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with var_directory() as var:
        var.mkdir()
        clusters = Clusters(var)
        try:
            asyncio.run(_filled(clusters.dsn))
            place = clusters.backup()
            yield Site(clusters, place, clusters.follow(place))
        finally:
            postmaster.stop(place)
            clusters.end()


async def _filled(dsn: str) -> None:
    await upgrade(dsn)
    await office_support.seed(dsn)


@pytest.fixture
async def office(site: Site) -> AsyncIterator[Office]:
    async with office_support.open_office(site.clusters.dsn) as office:
        yield office


async def a_case(office: Office) -> UUID:
    """A case in a log that begins anew."""
    [case_id] = await some_cases(office, 1)
    await office.pool.execute(BEGIN)
    return case_id


@dataclass
class Asked:
    """A pool that notes what is asked of it."""

    pool: Any
    queries: list[str] = field(default_factory=list)

    def __getattr__(self, method: str) -> Any:
        async def ask(query: str, *args: object) -> Any:
            self.queries.append(query)
            return await getattr(self.pool, method)(query, *args)

        return ask


@dataclass
class Reading:
    """A process that follows the log through the standby."""

    office: Office
    replica: Replica
    primary: Asked
    tail: Tail
    got: list[tuple[int, float]] = field(default_factory=list)

    async def follow(self, after: int) -> None:
        async with aclosing(self.tail.follow(after)) as batches:
            async for batch in batches:
                self.got += [(one.pos, time.monotonic()) for one in batch]

    async def write(self, case_id: UUID, version: int, count: int = 3) -> tuple[list[int], float]:
        """Events of a case, numbered and told of; their positions, and when they were there."""
        before = await self.tail_of_primary()
        await note(self.office, case_id, version, count=count)
        await numbered(self.office)
        head = await self.tail_of_primary()
        await self.office.services.bus.tell(head)
        return list(range(before + 1, head + 1)), time.monotonic()

    async def tail_of_primary(self) -> int:
        return int(await self.office.pool.fetchval("select last_pos from sequencer"))

    async def delayed(self, positions: list[int], since: float, within: float) -> float:
        """Wait until all of them were read; how long the first took."""
        async with asyncio.timeout(within):
            while not set(positions) <= {pos for pos, _ in self.got}:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.01)
        return min(at for pos, at in self.got if pos in positions) - since


@asynccontextmanager
async def reading(office: Office, dsn: str, patience: float = 5.0) -> AsyncIterator[Reading]:
    pool, primary = await open_pool(dsn, size=2, least=0), Asked(office.pool)
    replica = Replica(pool, primary, lambda: office.services.bus.told_of, patience)
    await replica.look()
    found = Reading(office, replica, primary, Tail(replica, office.services.bus))
    office.services.tails[office.pool] = found.tail
    following_ = asyncio.create_task(found.follow(await found.tail_of_primary()))
    await asyncio.sleep(0.1)
    try:
        yield found
    finally:
        following_.cancel()
        await asyncio.gather(following_, return_exceptions=True)
        pool.terminate()


async def test_a_lag_delays_and_nothing_else(site: Site, office: Office) -> None:
    case_id = await a_case(office)
    await site.delay(0)
    async with reading(office, site.dsn) as process:
        await site.delay(1.0)
        process.primary.queries.clear()
        written: list[int] = []
        for version in range(2, 5):
            positions, since = await process.write(case_id, version)
            written += positions
            assert 0.8 < await process.delayed(positions, since, within=4) < 2.5
            await process.replica.look()

        assert [pos for pos, _ in process.got] == written, "in order, each once"
        assert process.replica.problems() == []
        assert not any("FROM event_log JOIN case_event" in query for query in process.primary.queries)


async def test_a_place_that_the_standby_has_not_reached_is_no_other_history(site: Site, office: Office) -> None:
    case_id = await a_case(office)
    await site.delay(0)
    async with reading(office, site.dsn) as process:
        await site.delay(1.0)
        positions, _ = await process.write(case_id, 2)

        # when somebody comes back with the cursor of an event that the standby does not have, from another process
        process.replica._told_of = lambda: 0
        coming = asyncio.ensure_future(anext(process.tail.follow(positions[-1])))
        more, _ = await process.write(case_id, 3)

        assert (await asyncio.wait_for(coming, 5))[0].pos == more[0]


async def test_one_that_is_too_late_is_left_until_it_has_caught_up(site: Site, office: Office) -> None:
    case_id = await a_case(office)
    await site.delay(0)
    async with reading(office, site.dsn, patience=0.5) as process:
        await site.delay(20)
        with capture_logs() as logged:
            positions, since = await process.write(case_id, 2)
            assert await process.delayed(positions, since, within=3) < 1.5
            more, since = await process.write(case_id, 3)
            assert await process.delayed(more, since, within=3) < 0.5, "it is not waited for again"
            await process.replica.look()

        assert process.replica.problems() == ["replica: it is too far behind; the primary is read instead"]
        assert [line["event"] for line in logged if line["log_level"] == "warning"] == ["replica left"]

        await site.delay(0)
        async with asyncio.timeout(5):
            while process.replica.problems():
                await process.replica.look()
                await asyncio.sleep(0.1)
        again, since = await process.write(case_id, 4)
        await process.delayed(again, since, within=3)
        assert [pos for pos, _ in process.got] == [*positions, *more, *again]


async def test_one_that_is_gone_is_left_and_taken_again_when_it_is_back(site: Site, office: Office) -> None:
    case_id = await a_case(office)
    await site.delay(0)
    async with reading(office, site.dsn) as process:
        await asyncio.to_thread(postmaster.stop, site.place)
        positions, since = await process.write(case_id, 2)
        assert await process.delayed(positions, since, within=3) < 1.5
        await process.replica.look()
        (problem,) = process.replica.problems()
        assert problem.startswith("replica: it does not answer (")

        await asyncio.to_thread(site.clusters.follow, site.place)
        async with asyncio.timeout(10):
            while process.replica.problems():
                await process.replica.look()
                await asyncio.sleep(0.1)
        process.primary.queries.clear()
        more, since = await process.write(case_id, 3)
        await process.delayed(more, since, within=5)
        assert not any("FROM event_log JOIN case_event" in query for query in process.primary.queries)
        assert [pos for pos, _ in process.got] == [*positions, *more]


async def test_a_start_does_not_need_it(office: Office) -> None:
    case_id = await a_case(office)
    async with reading(office, "postgresql://hotline@127.0.0.1:1/hotline") as process:
        positions, since = await process.write(case_id, 2)
        assert await process.delayed(positions, since, within=2) < 1.0
        assert process.replica.problems() != []


async def test_who_may_know_is_asked_of_the_primary(site: Site, office: Office) -> None:
    # given a standby that is a second behind, and somebody who follows cases through it
    await office.pool.execute(BEGIN)
    await site.delay(0)
    api = Api(build_schema(), office, await load_codes(office.read))
    desk = Desk(api)
    async with reading(office, site.dsn) as process, following(api, FOLLOW, "unit_liaison") as stream:
        await stream.next()
        await site.delay(1.0)

        # when the first of two cases is put under discipline inspection right after it was dispatched
        hidden, _ = await desk.dispatched()
        await office.pool.execute("update case_file set secrecy = 3 where id = (select id from case_file order by "
                                  "registered_at desc, case_no desc limit 1)")  # fmt: skip
        shown, _ = await desk.dispatched()
        await numbered(office)
        await office.services.bus.tell(await process.tail_of_primary())

        # then nothing of it is told, though the standby still had it as open to everybody when it was read
        found = await stream.some(2)
        assert {one["case"]["id"] for one in found} == {shown}
        assert hidden != shown
        assert process.replica.problems() == []


async def test_one_of_another_history_is_noticed(site: Site, office: Office) -> None:
    # given a standby that was promoted, writes on its own, and has a standby itself
    case_id = await a_case(office)
    await site.delay(0)
    async with reading(office, site.dsn) as process:
        positions, since = await process.write(case_id, 2)
        await process.delayed(positions, since, within=5)
        promoted = await asyncio.to_thread(site.clusters.promote, site.place)
        await process.replica.look()
        assert process.replica.problems() == ["replica: it is no standby any more; the primary is read instead"]
        former = site.clusters.current
        try:
            site.clusters.point_at(promoted)
            async with office_support.open_office(site.clusters.dsn) as others:
                await note(others, case_id, 7, count=2)
                await numbered(others)
            place = await asyncio.to_thread(site.clusters.backup)
            dsn = await asyncio.to_thread(site.clusters.follow, place)
        finally:
            site.clusters.point_at(former)

    # when its standby is taken for one of ours, then it is not read, whether its log is longer than ours or not
    try:
        async with reading(office, dsn) as process:
            other = ["replica: it is on another history; the primary is read instead"]
            assert process.replica.problems() == other
            ours, since = await process.write(case_id, 3)
            await process.delayed(ours, since, within=2)
            await process.replica.look()
            assert process.replica.problems() == other
    finally:
        await asyncio.to_thread(postmaster.stop, place)


async def test_what_it_cannot_answer_now_the_primary_does(office: Office) -> None:
    await a_case(office)

    class Cancelling:
        async def fetch(self, *_: object) -> None:
            raise asyncpg.QueryCanceledError("canceling statement due to conflict with recovery")

        async def fetchrow(self, *_: object) -> dict[str, Any]:
            return dict(await office.pool.fetchrow("select last_pos, chain, true as replaying from sequencer"))

    replica = Replica(Cancelling(), office.pool, lambda: 0)
    await replica.look()

    assert replica.problems() == []
    assert [row[0] for row in await replica.fetch("select 7")] == [7]
