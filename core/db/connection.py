"""One pool of asyncpg connections per process."""

from typing import Any

import asyncpg
import orjson

from core.errors import DomainError

_JSON = ("json", "jsonb")


class PoolerRefused(DomainError):
    """What is behind the pooler is not set up as it must be."""


async def open_pool(
    dsn: str, *, size: int = 10, least: int = 1, pooled: bool = False
) -> "asyncpg.Pool[asyncpg.Record]":
    """A pool of `size` connections at most, times in UTC, JSON by orjson, no statement longer than 10 s.

    `least` of them are opened now; none, where the database may be away.

    Statements are prepared per connection. `pooled` is for the address of a pooler in transaction mode, where the next
    transaction may meet another connection: nothing is prepared then, and what a session must have, its role has.
    Raises PoolerRefused for a role that does not have it.
    """
    session = _SESSION if pooled else {**_SESSION, **LIMITS, **_PLANS}
    pool = await asyncpg.create_pool(
        dsn,
        min_size=least,
        max_size=size,
        timeout=3,
        command_timeout=10,
        statement_cache_size=0 if pooled else 256,
        max_cacheable_statement_size=1 << 17,  # a plan's statement may be long, and pays only when it is prepared once
        init=_init,
        reset=_keep,
        server_settings=session,
    )
    if pooled:
        try:
            await _check_limits(pool)
        except BaseException:
            pool.terminate()
            raise
    return pool


LIMITS = {"idle_in_transaction_session_timeout": "30s", "lock_timeout": "3s", "jit": "off"}
_SESSION = {"timezone": "UTC", "application_name": "hotline"}
"""What a pooler passes on; it would refuse the connection for the others."""
_PLANS = {"plan_cache_mode": "force_generic_plan"}
"""To plan a list takes longer than to read it. Left alone, PostgreSQL plans some lists anew each time; our statements are
written so that one plan is right whatever is bound. What is not prepared is planned each time anyway."""


async def _check_limits(pool: "asyncpg.Pool[asyncpg.Record]") -> None:
    row = await pool.fetchrow(f"select {', '.join(f'current_setting({name!r})' for name in LIMITS)}, current_user")
    assert row is not None
    wrong = [name for name, found in zip(LIMITS, row, strict=False) if found != LIMITS[name]]
    if wrong:
        raise PoolerRefused(
            f"Behind HOTLINE_POOLER_URL, these settings are not as they must be: {', '.join(wrong)}.\n"
            + "\n".join(f"ALTER ROLE {row[-1]} SET {name} = '{LIMITS[name]}';" for name in wrong)
            + "\nThen let the pooler connect anew (RECONNECT in its console)."
        )


async def _init(connection: "asyncpg.Connection[Any]") -> None:
    for name in _JSON:
        await connection.set_type_codec(name, schema="pg_catalog", encoder=_encode, decoder=orjson.loads, format="text")


async def _keep(_connection: "asyncpg.Connection[Any]") -> None:
    """No round trip that resets the session: what we set is set for a transaction, and an open one asyncpg rolls back."""


def _encode(value: object) -> str:
    return orjson.dumps(value).decode()
