"""A new key for the blind indexes, while cases are worked on and looked for.

1. ANNOUNCE: the new link is there; every process looks for both digests before anybody writes the new one. Conflicts and
   whatever else is compared with other tables' digests (`<f>_index_next`) hold both from now on.
2. RELINK: what is newly written has the new digest. Once nobody can be left who writes the former one, each digest that is
   kept is replaced by its successor, batch by batch. No value is opened, and no key of a case is asked for.

A digest says by itself which link it is under, so that a rotation that was cut off is simply run again.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Column, LargeBinary, Table, bindparam, case, func, null, or_, select, text, update
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.db.read import Read, Row
from core.db.uow import UnitOfWork, unit_of_work
from core.keys.derivation import place_of
from core.keys.holders import refuse_unknown
from core.keys.index_chain import ANNOUNCE, LEVEL, RELINK, index_chain, purpose
from core.keys.model import derivation_key
from core.keys.rotation import GRACE, NOW, begun, grace_over, noted, open_rotation, stage
from core.sealing.blind_index import IndexLink
from core.sealing.envelope import Suite, new_secret
from core.sealing.provider import KeyProvider
from core.services import Services

BATCH: Final = 500
_INDEX, _NEXT = "_index", "_index_next"
_LENGTH: Final = 17
"""Bytes of a digest that says its link."""
_COPIES: Final = {"reporter": ("repeat_key",)}
"""Columns that repeat an index of their row."""

_ALONE = text("select pg_advisory_xact_lock(1801812340)")


async def rotate_indexes(
    pool: Any,
    services: Services,
    tables: tuple[Table, ...],
    provider: KeyProvider,
    suite: Suite,
    *,
    grace: float = GRACE,
) -> AsyncIterator[tuple[str, int]]:
    """Go on with the rotation that is open, or begin one; tells after every batch the column and how many digests it moved.

    `tables` are the core's and those of the loaded plug-ins. Raises RotationRunning, RootKeyRefused, SealBroken, UnknownSealed.
    """
    await refuse_unknown(Read(pool), tables)
    rotation = await _open_one(pool, services, provider, suite)
    if rotation["step"] == ANNOUNCE:
        await grace_over(pool, rotation, grace)
        link = (await index_chain(Read(pool), provider)).links[-1]
        async with stage(pool, services, rotation) as uow:
            await _hold_both(uow, tables, link)
            rotation = await noted(uow, rotation, step=RELINK, published_at=await uow.fetch_value(NOW))
    await grace_over(pool, rotation, grace)
    link = (await index_chain(Read(pool), provider)).links[-1]
    for table, column in indexed(tables):
        moved = 0
        async for rows in _relinked(pool, services, rotation, table, column, link):
            moved += rows
            yield f"{table.name}.{column.name}", moved
    async with stage(pool, services, rotation) as uow:
        await _settle(uow, tables)
        await noted(uow, rotation, ended_at=await uow.fetch_value(NOW))


def indexed(tables: Sequence[Table]) -> Iterator[tuple[Table, Column[Any]]]:
    """The columns whose digests are moved: those of fields, for a sealed text or a mask stands beside them."""
    for table in tables:
        for column in table.c:
            name = column.name.removesuffix(_INDEX)
            beside = f"{name}_sealed" in table.c
            if column.name.endswith(_INDEX) and beside and f"{name}{_NEXT}" not in table.c:
                yield table, column


def _seekers(tables: Sequence[Table]) -> Iterator[tuple[Table, Column[Any], Column[Any]]]:
    for table in tables:
        for column in table.c:
            if column.name.endswith(_NEXT):
                yield table, table.c[f"{column.name.removesuffix(_NEXT)}{_INDEX}"], column


async def _open_one(pool: Any, services: Services, provider: KeyProvider, suite: Suite) -> Row:
    async with unit_of_work(pool, services) as uow:
        await uow.begin()
        await uow.fetch(_ALONE)
        row = await open_rotation(uow, LEVEL)
        return dict(row) if row else await _begun(uow, provider, suite)


async def _begun(uow: UnitOfWork, provider: KeyProvider, suite: Suite) -> Row:
    """A rotation with its new link."""
    number = len((await index_chain(uow, provider)).links) + 1
    named = purpose(number, suite)
    wrapped = await provider.wrap(place_of(named), new_secret())
    await uow.insert(derivation_key, [{"purpose": named, "wrapped": wrapped}])
    return await begun(uow, LEVEL, ANNOUNCE, await uow.fetch_value(NOW))


async def _hold_both(uow: UnitOfWork, tables: Sequence[Table], link: IndexLink) -> None:
    """Give what is compared with other tables both digests. Few are: they are done at once."""
    await _settle(uow, tables, before=link.number)
    for table, column, following in _seekers(tables):
        statement = select(table.c.id, column).where(column.is_not(None), following.is_(None)).with_for_update()
        for row in await uow.fetch(statement):
            await uow.update(table, {"id": row["id"]}, {following.name: link.after(row[column.name])})


async def _settle(uow: UnitOfWork, tables: Sequence[Table], before: int = 256) -> None:
    """The newer digest alone stays, where it is of an earlier link."""
    for table, column, following in _seekers(tables):
        settled = update(table).where(func.get_byte(following, 0) < before)
        await uow.execute(settled.values({column.name: following, following.name: null()}))


async def _relinked(
    pool: Any, services: Services, rotation: Row, table: Table, column: Column[Any], link: IndexLink
) -> AsyncIterator[int]:
    """Every digest that is not under the newest link, in batches; rows that somebody writes meanwhile are come back to."""
    id_, after = table.c.id, bindparam("after", type_=Uuid(as_uuid=True))
    # Under none it has no byte that says so.
    old = column.is_not(None) & or_(func.octet_length(column) < _LENGTH, func.get_byte(column, 0) != link.number)
    some = select(id_, column).where(id_ > after, old).order_by(id_).limit(BATCH)
    cursor = UUID(int=0)
    while True:
        async with stage(pool, services, rotation) as uow:
            rows = await uow.fetch(some, after=cursor)
            changes = [{"of": row["id"], "old": row[column.name], "new": link.after(row[column.name])} for row in rows]
            await uow.execute_many(_replaced(table, column), changes)
        if rows:
            cursor = rows[-1]["id"]
            yield len(rows)
        elif cursor.int == 0:
            return
        else:
            cursor = UUID(int=0)


def _replaced(table: Table, column: Column[Any]) -> Any:
    kept, new = bindparam("old", type_=LargeBinary()), bindparam("new", type_=LargeBinary())
    copies = {name: case((table.c[name] == kept, new), else_=table.c[name]) for name in _COPIES.get(table.name, ())}
    of = table.c.id == bindparam("of", type_=Uuid(as_uuid=True))
    return update(table).where(of, column == kept).values({column.name: new, **copies})
