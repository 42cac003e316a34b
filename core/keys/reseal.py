"""Sealing anew, with the key that seals now, what still is sealed with the former one."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy import LargeBinary, Table, Update, bindparam, update
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.db.read import Row
from core.db.uow import UnitOfWork
from core.keys.holders import Holder, SealedRows
from core.sealing.envelope import key_id_of, open_bytes, seal_bytes
from core.sealing.fields import FieldRef
from core.sealing.keychain import CaseKey


async def reseal(uow: UnitOfWork, holder: Holder, keys: Mapping[UUID, CaseKey]) -> int:
    """Everything below these rows, each with its key and its former one; how many values. Raises SealBroken.

    A value that somebody else has changed meanwhile is left alone: it was sealed with a key that is known to the row.
    """
    sealed = 0
    for below in holder.below:
        rows = await uow.fetch(below.rows, holders=list(keys))
        for name in below.fields:
            changed = list(_resealed(below, name, rows, keys))
            if changed:
                await uow.execute_many(_set(below.table, name), changed)
            sealed += len(changed)
    return sealed


def _resealed(
    below: SealedRows, name: str, rows: Sequence[Row], keys: Mapping[UUID, CaseKey]
) -> Iterator[dict[str, object]]:
    for row in rows:
        key, old = keys[row["holder"]], row[f"{name}_sealed"]
        if old is not None and key.former is not None and key_id_of(old) == key.former.key_id:
            place = FieldRef(below.logical(name), row["id"]).place
            new = seal_bytes(key.key, place, open_bytes(key.former, place, old))
            yield {"of": row["id"], "old": old, "new": new}


_statements: dict[tuple[str, str], Update] = {}


def _set(table: Table, name: str) -> Update:
    column = table.c[f"{name}_sealed"]
    made = (
        update(table)
        .where(table.c.id == bindparam("of", type_=Uuid(as_uuid=True)), column == bindparam("old", type_=LargeBinary()))
        .values({column: bindparam("new", type_=LargeBinary())})
    )
    return _statements.setdefault((table.name, name), made)
