"""Wrapped month keys in the database, each kept in a transaction of its own."""

from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects.postgresql import insert

from core.db.read import Read
from core.db.statement import prepare
from core.keys.model import month_key

_GET = select(month_key.c.wrapped).where(month_key.c.month == bindparam("month"))
_PUT = (
    insert(month_key)
    .values(month=bindparam("month"), wrapped=bindparam("wrapped"), created_at=func.now())
    .on_conflict_do_nothing()
)


class MonthKeyTable:
    """A `MonthKeyStore` on a pool: what `put` returns is committed, whatever becomes of the caller's transaction.

    Keys are asked for in the middle of units of work: the pool is another than those have their connections from, for else
    all of these may be held by units that wait for one.
    """

    def __init__(self, pool: Any) -> None:
        self._pool, self._read = pool, Read(pool)

    async def get(self, month: str) -> bytes | None:
        """See MonthKeyStore."""
        found: bytes | None = await self._read.fetch_value(_GET, month=month)
        return found

    async def put(self, month: str, wrapped: bytes) -> bytes:
        """See MonthKeyStore."""
        prepared = prepare(_PUT)
        await self._pool.execute(prepared.sql, *prepared.bind({"month": month, "wrapped": wrapped}))
        kept = await self.get(month)
        assert kept is not None
        return kept
