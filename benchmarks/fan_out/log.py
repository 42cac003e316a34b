"""Events as another process of the hotline writes them: committed and numbered, and told by NOTIFY with the commit."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import perf_counter
from typing import Any
from uuid import UUID

import asyncpg

from core.events.sequence import step
from core.ids import new_id

_EVENT = """
insert into case_event (id, case_id, case_version, seq, type, actor, secrecy, body, occurred_at)
select $1, id, $2, 0, 'noted', 'system', 0, '{"n": 1}', now() from case_file where id = $3
"""
_REFER = "insert into outbox (event_id, queues) values ($1, $2)"
_ACCOUNTS = """
with made as (
  insert into account (id, subject, kind, name, active)
  select gen_random_uuid(), 'd:crowd-' || n, 'PERSON', 'crowd', true from generate_series(1, $1) n returning id, subject)
insert into role_grant (id, account_id, role, unit_path, district_path, clearance, valid_from, valid_to)
select gen_random_uuid(), made.id, g.role, g.unit_path, g.district_path, g.clearance, g.valid_from,
  date_trunc('day', now()) + make_interval(days => 100 + split_part(made.subject, '-', 2)::int % $2)
from made, role_grant g join account a on a.id = g.account_id where a.subject = $3
"""


class _Within:
    """A pool that is one connection, within its transaction."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[Any]:
        """The connection."""
        yield self._connection


class Log:
    """The end of the log, written by this process."""

    def __init__(self, connection: "asyncpg.Connection[Any]", case_id: UUID, queue: str) -> None:
        self._connection, self._case_id, self._queue = connection, case_id, queue
        self._version = 1000

    async def publish(self, count: int) -> float:
        """Commit so many events at once; when the commit began."""
        async with self._connection.transaction():
            for _ in range(count):
                self._version += 1
                id_ = new_id()
                await self._connection.execute(_EVENT, id_, self._version, self._case_id)
                await self._connection.execute(_REFER, id_, [self._queue] if self._queue else [])
            await step(_Within(self._connection))
            return perf_counter()


async def add_accounts(connection: "asyncpg.Connection[Any]", count: int, audiences: int, like: str) -> list[str]:
    """Accounts that hold what `like` holds, for so many different terms in turn; their subjects."""
    await connection.execute("delete from role_grant using account a where a.id = account_id and a.name = 'crowd'")
    await connection.execute("delete from account where name = 'crowd'")
    await connection.execute(_ACCOUNTS, count, audiences, like)
    return [f"d:crowd-{number}" for number in range(1, count + 1)]
