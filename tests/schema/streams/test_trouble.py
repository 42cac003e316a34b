"""A database that is away ends a stream with a code; a mistake of ours stays one."""

from collections.abc import AsyncGenerator

import asyncpg
import pytest

from core.errors import Refused
from schema.streams.trouble import steady


async def ending(error: Exception) -> AsyncGenerator[int, None]:
    yield 1
    raise error


@pytest.mark.parametrize(
    "error",
    [
        asyncpg.ConnectionDoesNotExistError("gone"),
        asyncpg.AdminShutdownError("shutting down"),
        asyncpg.CannotConnectNowError("starting up"),
        asyncpg.InterfaceError("closed"),
        asyncpg.InternalClientError("in the middle of a farewell"),
        ConnectionResetError(),
    ],
)
async def test_it_is_told_to_come_back(error: Exception) -> None:
    stream = steady(ending(error))
    assert await anext(stream) == 1
    with pytest.raises(Refused) as refused:
        await anext(stream)
    assert refused.value.code.code == "RETRY_LATER"


async def test_a_statement_that_is_wrong_is_a_fault() -> None:
    stream = steady(ending(asyncpg.UndefinedColumnError("no such column")))
    assert await anext(stream) == 1
    with pytest.raises(asyncpg.UndefinedColumnError):
        await anext(stream)


async def test_who_leaves_closes_what_he_followed() -> None:
    closed = False

    async def followed() -> AsyncGenerator[int, None]:
        nonlocal closed
        try:
            while True:
                yield 1
        finally:
            closed = True

    stream = steady(followed())
    await anext(stream)
    await stream.aclose()  # type: ignore[attr-defined]
    assert closed
