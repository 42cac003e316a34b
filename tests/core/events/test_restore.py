"""After a dump and restore a consumer goes on from its cursor; after a restore of an earlier state it notices."""

import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest

from core.db.cluster.binaries import wheel
from core.db.private import Cluster
from core.events.cursors import LOG, Fork, Place, acknowledged, cursor, place
from core.events.queues import digest, fold, read_queues
from core.events.sequence import step
from core.events.tail import NotOnThisHistory, Tail
from core.events.verify import verify, verify_queues
from tests.core.events.queueing import HOUSING, acked, note, numbered, opened, there, told
from tests.core.events.writers import some_cases
from tests.support import database
from tests.support import office as office_support
from tests.support.office import Office


@pytest.fixture
async def site(cluster: Cluster, seeded: str) -> AsyncIterator[Office]:
    """A hotline of its own, for it is copied as it stands, with a unit's queue."""
    name = f"site_{office_support.worker()}"
    async with database.new_database(cluster, name, seeded) as dsn, office_support.open_office(dsn, 2) as office:
        await opened(office)
        yield office


@asynccontextmanager
async def restored(cluster: Cluster, dump: bytes) -> AsyncIterator[Office]:
    """The hotline on a fresh database that the dump was restored into."""
    name = f"restored_{office_support.worker()}"
    async with database.new_database(cluster, name) as dsn:
        run("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={dsn}", given=dump)
        async with office_support.open_office(dsn, 2) as office:
            office.services.queues = await read_queues(office.read)
            yield office


def dumped(office: Office) -> bytes:
    """Everything, as `pg_dump` writes it beside a working server."""
    return run("pg_dump", "--format=custom", office.dsn)


def run(program: str, *arguments: str, given: bytes | None = None) -> bytes:
    directory = database.programs() or wheel()
    assert directory is not None, "set HOTLINE_TEST_POSTGRES_BIN to the directory of PostgreSQL's programs"
    command = [str(directory / program), *arguments]
    return subprocess.run(command, input=given, check=True, capture_output=True).stdout


class Consumer:
    """A utility's system: keeps its cursor and what it has met, and goes where the server sends it."""

    def __init__(self) -> None:
        self.cursor, self.met, self.resyncs = cursor(HOUSING, 0, b""), dict[UUID, int](), 0

    async def catch_up(self, office: Office) -> None:
        """Read to the end of the queue there is, and acknowledge it."""
        found: Any = await place(office.read, HOUSING, self.cursor, consumer="system")
        if isinstance(found, Fork):
            self.resyncs += 1
        at = found.from_qpos if isinstance(found, Fork) else found.qpos
        for entry in await there(office, after=at):
            self.met[entry.event.id] = self.met.get(entry.event.id, 0) + 1
            self.cursor = entry.cursor
        await acked(office, self.cursor)

    async def lacks(self, office: Office) -> set[UUID]:
        """Events of the queue there is that it never met."""
        return {entry.event.id for entry in await there(office)} - set(self.met)


async def test_after_a_dump_and_restore_everything_goes_on_where_it_was(site: Office, cluster: Cluster) -> None:
    cases, consumer = await some_cases(site, 3), Consumer()
    await told(site, cases, 4)
    await consumer.catch_up(site)
    await told(site, cases, 2, first=10)
    await note(site, cases[0], 20, HOUSING)

    async with restored(cluster, dumped(site)) as new:
        assert await acknowledged(new.read, HOUSING, "system") == Place(HOUSING, 12)
        await numbered(new)
        await told(new, cases, 2, first=30)
        await consumer.catch_up(new)

        assert (consumer.resyncs, await consumer.lacks(new)) == (0, set())
        assert set(consumer.met.values()) == {1}, "nothing is met twice"
        assert await verify(new.read) is None
        assert await verify_queues(new.read) == {}


async def test_after_a_restore_of_an_earlier_state_the_consumer_is_sent_back_and_misses_nothing(
    site: Office, cluster: Cluster
) -> None:
    """Given what was acknowledged after the backup is lost, when its places are taken by other events, none is skipped."""
    cases, consumer = await some_cases(site, 3), Consumer()
    await told(site, cases, 4)
    await consumer.catch_up(site)
    dump = dumped(site)
    await told(site, cases, 5, first=10)
    await consumer.catch_up(site)

    async with restored(cluster, dump) as new:
        await told(new, cases, 7, first=50)
        await consumer.catch_up(new)

        assert (consumer.resyncs, await consumer.lacks(new)) == (1, set())
        assert set(consumer.met.values()) == {1}, "what both histories have was acknowledged before the backup"
        stretch = await digest(new.read, HOUSING, 1, 33)
        mine = [(one.qpos, one.event.id, one.digest) for one in await there(new)]
        assert fold(stretch.before, mine) == stretch.after


async def test_who_acknowledged_nothing_since_meets_some_again_by_id(site: Office, cluster: Cluster) -> None:
    cases, consumer = await some_cases(site, 2), Consumer()
    await told(site, cases, 3)
    dump = dumped(site)
    await consumer.catch_up(site)
    await told(site, cases, 1, first=9)
    await consumer.catch_up(site)

    async with restored(cluster, dump) as new:
        await told(new, cases, 1, first=50)
        await consumer.catch_up(new)

        assert (consumer.resyncs, await consumer.lacks(new)) == (1, set())
        assert sorted(consumer.met.values()) == [1, 1, 1, 1, 2, 2, 2, 2, 2, 2]


async def test_who_follows_the_log_notices_too(site: Office, cluster: Cluster) -> None:
    cases = await some_cases(site, 2)
    await told(site, cases, 3)
    dump = dumped(site)
    await told(site, cases, 3, first=10)
    last = await site.pool.fetchrow("select pos, chain from event_log order by pos desc limit 1")
    common = await site.pool.fetchrow("select pos, chain from event_log where pos = 6")

    async with restored(cluster, dump) as new:
        await told(new, cases, 4, first=50)

        assert isinstance(await place(new.read, LOG, cursor(LOG, last["pos"], last["chain"])), Fork)
        assert await place(new.read, LOG, cursor(LOG, 6, common["chain"])) == Place(LOG, 6)
        with pytest.raises(NotOnThisHistory):
            await anext(Tail(new.pool, new.services.bus).follow(99))


async def test_an_event_that_waited_at_the_backup_is_numbered_after_it(site: Office, cluster: Cluster) -> None:
    [case_id] = await some_cases(site, 1)
    await note(site, case_id, 2, HOUSING)

    async with restored(cluster, dumped(site)) as new:
        assert await step(new.pool) == 1
        assert len(await there(new)) == 1
        await note(new, case_id, 3, HOUSING)
        assert await step(new.pool) == 1, "the identity of the outbox goes on"
