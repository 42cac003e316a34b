"""A pool that takes down what the units of work on it send: each statement is a round trip."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

_DRIVERS = ("current_setting('jit')", "set_config('jit'", "typeinfo_tree")


class CountedPool:
    """What is read outside a unit of work, such as the payload, is not counted."""

    def __init__(self, pool: Any) -> None:
        self._pool = pool
        self.sent: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pool, name)

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[Any]:
        """A connection that is listened to."""
        async with self._pool.acquire() as connection:
            with connection.query_logger(lambda query: self._note(query.query)):
                yield connection

    def _note(self, sql: str) -> None:
        """What the driver asks once in a connection's life, to learn of a type, does not count."""
        if not any(mark in sql for mark in _DRIVERS):
            self.sent.append(sql)
