"""One process replays a file at a time."""

from uuid import uuid4

import pytest

from core.replay.alone import ReplayUnderWay, alone
from tests.support.office import Office

HELD = """
select count(*) from pg_locks join pg_database on pg_database.oid = pg_locks.database
where locktype = 'advisory' and datname = current_database()
"""


async def test_a_second_process_is_refused_while_the_first_is_at_work(office: Office) -> None:
    file = uuid4()

    async with alone(office.pool, file):
        with pytest.raises(ReplayUnderWay, match="Another process is importing this file"):
            async with alone(office.pool, file):
                pass
        async with alone(office.pool, uuid4()) as line:
            assert await line.fetchval("select 1") == 1


async def test_the_lock_goes_with_the_work_though_the_connection_stays(office: Office) -> None:
    file = uuid4()

    for _ in range(3):
        async with alone(office.pool, file):
            pass

    assert await office.pool.fetchval(HELD) == 0


async def test_a_failing_replay_gives_the_lock_back(office: Office) -> None:
    file = uuid4()

    with pytest.raises(RuntimeError, match="stop"):
        async with alone(office.pool, file):
            raise RuntimeError("stop")

    async with alone(office.pool, file):
        pass
