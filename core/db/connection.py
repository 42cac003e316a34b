"""One pool of asyncpg connections per process."""

from typing import Any

import asyncpg
import orjson

_JSON = ("json", "jsonb")


async def open_pool(dsn: str, *, size: int = 10) -> "asyncpg.Pool[asyncpg.Record]":
    """A pool of `size` connections at most, times in UTC, JSON by orjson, no statement longer than 10 s.

    Statements are prepared per connection; behind a pooler in transaction mode set `statement_cache_size=0` in the address.
    """
    return await asyncpg.create_pool(
        dsn,
        min_size=1,
        max_size=size,
        timeout=3,
        command_timeout=10,
        init=_init,
        reset=_keep,
        server_settings=_SETTINGS,
    )


_SETTINGS = {
    "timezone": "UTC",
    "application_name": "hotline",
    "idle_in_transaction_session_timeout": "30s",
    "lock_timeout": "3s",
    "jit": "off",
}


async def _init(connection: "asyncpg.Connection[Any]") -> None:
    for name in _JSON:
        await connection.set_type_codec(name, schema="pg_catalog", encoder=_encode, decoder=orjson.loads, format="text")


async def _keep(_connection: "asyncpg.Connection[Any]") -> None:
    """No round trip that resets the session: what we set is set for a transaction, and an open one asyncpg rolls back."""


def _encode(value: object) -> str:
    return orjson.dumps(value).decode()
