"""Reads for hooks that run inside a command: whatever they break, the command goes on."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any

from sqlalchemy import ClauseElement

from core.db.read import Read, Row
from core.db.statement import Prepared
from core.db.uow import UnitOfWork

_MAKE = "SAVEPOINT plugin_read"
_KEEP = "RELEASE SAVEPOINT plugin_read"
_UNDO = "ROLLBACK TO SAVEPOINT plugin_read; RELEASE SAVEPOINT plugin_read"


def shielded(read: Read) -> AbstractAsyncContextManager[Read]:
    """A Read to hand to a plug-in.

    In a transaction it reads behind a savepoint, which is made at the first statement and rolled back when the block
    raises; it cannot write, and it is of no use after the block. Outside a transaction there is nothing to shield.
    """
    return _Shielding(read) if isinstance(read, UnitOfWork) else nullcontext(read)


class _Shielding:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._shield = _Shield(uow)

    async def __aenter__(self) -> Read:
        await self._uow.settle()
        return self._shield

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        await self._shield.end(_UNDO if kind else _KEEP)


class _Shield(Read):
    def __init__(self, uow: UnitOfWork) -> None:
        super().__init__(uow._run)
        self._uow = uow
        self._made: asyncio.Task[Any] | None = None
        self._over = False

    async def end(self, statement: str) -> None:
        self._over = True
        if self._made is not None:
            await self._made
            await self._run.execute(statement)

    async def _ready(
        self, prepared: Prepared, statement: ClauseElement, values: Mapping[str, object], /
    ) -> Sequence[Row] | None:
        """Make the savepoint; who is cut off meanwhile does not stop it, or nobody would know whether it is there."""
        if self._over:
            raise RuntimeError("the hook is over, and with it what it was given to read")
        known = await self._uow._ready(prepared, statement, values)
        if self._made is None and known is None and self._uow.in_transaction:
            self._made = asyncio.ensure_future(self._run.execute(_MAKE))
        if self._made is not None:
            await asyncio.shield(self._made)
        return known
