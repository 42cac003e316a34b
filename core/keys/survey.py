"""Whether any former key still has a use: found by going through every sealed value, not from what rotations noted."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Table, bindparam, func, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.db.read import Read, Row
from core.keys.holders import KEY, SealedRows, holders
from core.keys.model import key_rotation, month_key
from core.keys.rotate_root import under_former
from core.sealing.envelope import SealBroken, key_id_of, open_bytes
from core.sealing.fields import FieldRef
from core.sealing.keychain import SHREDDED, CaseKey, KeyChain
from core.sealing.provider import LocalKeyProvider

BATCH: Final = 500
_TOLD: Final = 20
_MONTHS = select(month_key).order_by(month_key.c.month)
_OPEN = select(key_rotation.c.level).where(key_rotation.c.ended_at.is_(None))


@dataclass(frozen=True, slots=True)
class Month:
    """A month key. `keys` are those of cases that it wraps; `wrapped_by` is a fingerprint."""

    month: str
    wrapped_by: str
    newest: bool
    keys: int
    created_at: datetime


@dataclass(slots=True)
class Survey:
    """What was counted. `first_lost` are places, never values."""

    keys: int = 0
    shredded: int = 0
    two_keys: int = 0
    values: int = 0
    under_former_key: int = 0
    under_former_root: int = 0
    lost: int = 0
    first_lost: list[str] = field(default_factory=list)
    open_rotation: str | None = None

    @property
    def unfinished(self) -> bool:
        """Whether a former key has a use, or a value cannot be read."""
        return bool(self.two_keys or self.under_former_key or self.under_former_root or self.lost)


async def months(read: Read, tables: tuple[Table, ...], provider: LocalKeyProvider) -> list[Month]:
    """All of them, oldest first."""
    used: dict[str, int] = {}
    for holder in holders(tables).values():
        month = func.convert_from(func.substring(holder.table.c[KEY], 1, 7), "UTF8")
        counts = select(month.label("month"), func.count().label("n")).where(holder.table.c[KEY] != SHREDDED)
        for row in await read.fetch(counts.group_by(month)):
            used[row["month"]] = used.get(row["month"], 0) + row["n"]
    return [
        Month(
            row["month"],
            key_id_of(row["wrapped"]).hex(),
            provider.is_newest(row["wrapped"]),
            used.get(row["month"], 0),
            row["created_at"],
        )
        for row in await read.fetch(_MONTHS)
    ]


async def survey(read: Read, tables: tuple[Table, ...], chain: KeyChain, provider: LocalKeyProvider) -> Survey:
    """Open every sealed value there is in these tables: the core's and those of the loaded plug-ins."""
    found = Survey(under_former_root=len(await under_former(read, provider)))
    found.open_rotation = await read.fetch_value(_OPEN)
    for holder in holders(tables).values():
        async for rows in _batches(read, holder.table):
            keys = await _keys(found, chain, rows)
            for below in holder.below:
                _open(found, below, await read.fetch(below.rows, holders=[row["id"] for row in rows]), keys)
    return found


async def _batches(read: Read, table: Table) -> AsyncIterator[Sequence[Row]]:
    statement = (
        select(table.c.id, table.c[KEY])
        .where(table.c.id > bindparam("after", type_=Uuid(as_uuid=True)))
        .order_by(table.c.id)
        .limit(BATCH)
    )
    after = UUID(int=0)
    while rows := await read.fetch(statement, after=after):
        yield rows
        after = rows[-1]["id"]


async def _keys(found: Survey, chain: KeyChain, rows: Sequence[Row]) -> dict[UUID, CaseKey]:
    keys = {}
    for row in rows:
        if row[KEY] == SHREDDED:
            found.shredded += 1
            continue
        try:
            keys[row["id"]] = await chain.case_key(row[KEY])
        except SealBroken:
            continue  # its values are counted as lost
        found.two_keys += keys[row["id"]].former is not None
    found.keys += len(keys)
    return keys


def _open(found: Survey, below: SealedRows, rows: Sequence[Row], keys: Mapping[UUID, CaseKey]) -> None:
    for row in rows:
        for name in below.fields:
            sealed: Any = row[f"{name}_sealed"]
            if sealed is not None:
                _count(found, FieldRef(below.logical(name), row["id"]), sealed, keys.get(row["holder"]))


def _count(found: Survey, at: FieldRef, sealed: bytes, key: CaseKey | None) -> None:
    found.values += 1
    try:
        if key is None:
            raise SealBroken(at.place)
        opening = key.opening(sealed)
        open_bytes(opening, at.place, sealed)
        found.under_former_key += opening is key.former
    except SealBroken:
        found.lost += 1
        if found.lost <= _TOLD:
            found.first_lost.append(at.place)
