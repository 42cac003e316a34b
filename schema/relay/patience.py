"""How long a list may take: a page that is not found by its order's index alone must not hold up everybody else's."""

import asyncio
from collections.abc import Awaitable
from typing import Final, TypeVar

from sqlalchemy import Table

from core.errors import ErrorCode, Refused, register
from schema.shapes import NARROWER

T = TypeVar("T")

SECONDS: Final = 2.0

QUERY_TOO_BROAD = register(
    ErrorCode(
        "QUERY_TOO_BROAD",
        "查询范围过大，{seconds} 秒内未能完成，已取消；请增加筛选条件：{add}。",
        "The list was not found within {seconds} seconds and is cancelled; add a condition: {add}.",
    )
)


async def patiently(work: Awaitable[T], table: Table, seconds: float = SECONDS) -> T:
    """What `work` reads of a list of `table`. Raises QUERY_TOO_BROAD; the database is told to stop, too."""
    try:
        async with asyncio.timeout(seconds):
            return await work
    except TimeoutError:
        add = NARROWER.get(table, "filter")
        raise Refused(QUERY_TOO_BROAD, seconds=f"{seconds:g}", add=add) from None
