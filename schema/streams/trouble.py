"""What a stream tells when the database leaves it: nothing is lost, and the subscriber comes back with its cursor."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import TypeVar

from core.db.trouble import GONE
from core.errors import RETRY_LATER, Refused

T = TypeVar("T")


async def steady(stream: AsyncGenerator[T, None]) -> AsyncIterator[T]:
    """The stream, which ends with RETRY_LATER when the database is away."""
    try:
        async with aclosing(stream):
            async for item in stream:
                yield item
    except GONE:
        raise Refused(RETRY_LATER) from None
