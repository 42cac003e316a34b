"""How long a list may take: a page that is not found by its order's index alone must not hold up everybody else's."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

from sqlalchemy import Table

from core.db.read import Read
from core.errors import ErrorCode, Refused, register
from schema.shapes import NARROWER

if TYPE_CHECKING:
    import asyncpg

T = TypeVar("T")

SECONDS: Final = 2.0

QUERY_TOO_BROAD = register(
    ErrorCode(
        "QUERY_TOO_BROAD",
        "查询范围过大，{seconds} 秒内未能完成，已取消；请增加筛选条件：{add}。",
        "The list was not found within {seconds} seconds and is cancelled; add a condition: {add}.",
    )
)


async def patiently(
    pool: "asyncpg.Pool[Any]", table: Table, ask: Callable[[Read], Awaitable[T]], seconds: float = SECONDS
) -> T:
    """What `ask` reads of a list of `table`. Raises QUERY_TOO_BROAD; the database is told to stop, too.

    The time runs from when there is a connection: of many who come at once each waits for its turn, and none is told to add
    a condition because of the others.
    """
    async with pool.acquire() as connection:
        try:
            async with asyncio.timeout(seconds):
                return await ask(Read(connection))
        except TimeoutError:
            add = NARROWER.get(table, "filter")
            raise Refused(QUERY_TOO_BROAD, seconds=f"{seconds:g}", add=add) from None
