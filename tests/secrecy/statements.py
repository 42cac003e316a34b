"""What goes to the database: each statement is a round trip."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from asyncpg.connection import Connection


@contextmanager
def listened_to() -> Iterator[list[str]]:
    """The texts of all statements that are sent within the block, on whatever connection."""
    sent: list[str] = []
    original, plain = Connection._do_execute, Connection.execute

    async def noted(self: Any, query: Any, *rest: Any, **more: Any) -> Any:
        sent.append(str(query))
        return await original(self, query, *rest, **more)

    async def noted_plain(self: Any, query: str, *arguments: Any, **more: Any) -> Any:
        if not arguments:
            sent.append(query)
        return await plain(self, query, *arguments, **more)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Connection, "_do_execute", noted)
        patched.setattr(Connection, "execute", noted_plain)
        yield sent
