"""Batches: whatever one level of a document asks of one type is one short read on the pool."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from sqlalchemy import Column
from strawberry.dataloader import DataLoader

from core.sealing.fields import FieldRef, open_
from core.sealing.shred import is_shredded
from schema.data import selects
from schema.data.declarations import ManyField
from schema.data.types import Declared, Record

if TYPE_CHECKING:
    from schema.context import RequestContext

BATCH = 1000
"""Keys of one read."""

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
Texts = Mapping[str, str]


class _Shared(DataLoader[Any, Any]):
    """One read for several fields: the executor cancels the neighbours of a field that failed, and must not take along
    what fields elsewhere wait for.
    """

    def load(self, key: Any) -> "asyncio.Future[Any]":
        """See DataLoader."""
        return asyncio.shield(super().load(key))


class Loaders:
    """The data loaders of one request, made when first asked for.

    `clear` forgets what was read; the mutation layer does so after every commit.
    """

    def __init__(self, context: "RequestContext") -> None:
        self._context = context
        self._made: dict[Hashable, DataLoader[Any, Any]] = {}

    def clear(self) -> None:
        """Read everything anew from here on."""
        self._made.clear()

    def of(self, name: Hashable, load: Callable[[list[K]], Awaitable[Sequence[V]]]) -> DataLoader[K, V]:
        """The loader of this name; `load` answers a batch of keys in their order."""
        found = self._made.get(name)
        if found is None:
            found = self._made[name] = _Shared(load_fn=load, max_batch_size=BATCH)
        return cast("DataLoader[K, V]", found)

    def one(self, declared: Declared, key: Column[Any] | None = None) -> DataLoader[Any, Record | None]:
        """Rows by a unique column, by default the primary key; None for absent and for hidden ones."""
        column = declared.key if key is None else key

        async def load(keys: list[Any]) -> list[Record | None]:
            statement = selects.by_keys(declared, column, self._context.viewer)
            rows = await self._fetch(declared, statement, keys)
            found = {row["key"]: declared.record(row=row) for row in rows}
            return [found.get(wanted) for wanted in keys]

        return self.of((declared, column), load)

    def many(self, declared: Declared, many: ManyField) -> DataLoader[Any, list[Record]]:
        """The visible rows of each key, in the declaration's order, at most its limit."""

        async def load(keys: list[Any]) -> list[list[Record]]:
            statement = selects.many_by_keys(declared, many, self._context.viewer)
            found: dict[Any, list[Record]] = {wanted: [] for wanted in keys}
            for row in sorted(await self._fetch(declared, statement, keys), key=lambda row: row["place"]):
                found[row["key"]].append(declared.record(row=row))
            return [found[wanted] for wanted in keys]

        return self.of(many, load)

    def contents(self, declared: Declared, operation: str) -> DataLoader[UUID, Texts]:
        """The opened texts, by logical column, of rows on which `operation` opens; empty for all others."""

        async def load(keys: list[UUID]) -> list[Texts]:
            statement = selects.contents(declared, operation, self._context.viewer)
            rows = await self._fetch(declared, statement, keys)
            found = {row["key"]: await self._opened(declared, operation, row) for row in rows}
            return [found.get(wanted, {}) for wanted in keys]

        return self.of((declared, operation), load)

    async def _opened(self, declared: Declared, operation: str, row: Mapping[str, Any]) -> Texts:
        if is_shredded(row["wrapped"]):
            return {}
        key = await self._context.services.keys.case_key(row["wrapped"])
        return {
            field.logical: open_(key, FieldRef(field.logical, row["key"]), row[field.sealed.name])
            for field in declared.contents
            if (field.allow or declared.allow) == operation and row[field.sealed.name] is not None
        }

    async def _fetch(self, declared: Declared, statement: Any, keys: list[Any]) -> Sequence[Mapping[str, Any]]:
        bound = selects.values(declared, self._context.viewer)
        return await self._context.read.fetch(statement, **bound, keys=keys)
