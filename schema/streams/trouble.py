"""What a stream tells when the database leaves it: nothing is lost, and the subscriber comes back with its cursor."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import TypeVar

import asyncpg

from core.errors import RETRY_LATER, Refused

T = TypeVar("T")

TROUBLE = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InterfaceError,
    OSError,
)
"""The database is away, restarting or handing over; every other failure of a statement is a fault of ours."""


async def steady(stream: AsyncGenerator[T, None]) -> AsyncIterator[T]:
    """The stream, which ends with RETRY_LATER when the database is away."""
    try:
        async with aclosing(stream):
            async for item in stream:
                yield item
    except TROUBLE:
        raise Refused(RETRY_LATER) from None
