"""Rotating the root key: the month keys are wrapped anew, and nothing below them changes.

All processes must know both keys first. Each wrapped key is replaced in a statement of its own, so that a rotation that
was cut off is simply begun again.
"""

from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import LargeBinary, Table, Text, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from core.db.read import Read
from core.db.statement import prepare
from core.keys.derivation import PURPOSE, place_of
from core.keys.model import derivation_key, month_key
from core.sealing.keychain import month_place
from core.sealing.provider import LocalKeyProvider

_KEEP = (
    insert(derivation_key)
    .values(purpose=PURPOSE, wrapped=bindparam("wrapped", type_=LargeBinary()))
    .on_conflict_do_nothing()
)
_KEPT = {
    month_key: select(month_key.c.month.label("name"), month_key.c.wrapped).order_by(month_key.c.month),
    derivation_key: select(derivation_key.c.purpose.label("name"), derivation_key.c.wrapped),
}


def _renewed(table: Table, name: str) -> Any:
    of, old = bindparam("of", type_=Text()), bindparam("old", type_=LargeBinary())
    return (
        update(table)
        .where(table.c[name] == of, table.c.wrapped == old)
        .values(wrapped=bindparam("new", type_=LargeBinary()))
    )


_RENEW = {month_key: _renewed(month_key, "month"), derivation_key: _renewed(derivation_key, "purpose")}


async def rotate_root(pool: Any, provider: LocalKeyProvider, first: bytes) -> AsyncIterator[str]:
    """Wrap everything with the provider's newest key; tells the place of each key that was wrapped anew.

    `first` is the oldest root key that is known: what is derived from it is kept. Raises RootKeyRefused, SealBroken.
    """
    await _run(pool, _KEEP, wrapped=await provider.wrap(place_of(PURPOSE), first))
    while left := await under_former(Read(pool), provider):
        for table, name, place, wrapped in left:
            new = await provider.rewrap(place, wrapped)
            await _run(pool, _RENEW[table], of=name, old=wrapped, new=new)
            yield place


async def under_former(read: Read, provider: LocalKeyProvider) -> list[tuple[Table, str, str, bytes]]:
    """What the newest root key has not wrapped: table, name, place and wrapped key."""
    found = []
    for table, statement in _KEPT.items():
        for row in await read.fetch(statement):
            place = month_place(row["name"]) if table is month_key else place_of(row["name"])
            if not provider.is_newest(row["wrapped"]):
                found.append((table, row["name"], place, row["wrapped"]))
    return found


async def _run(pool: Any, statement: Any, **values: object) -> None:
    prepared = prepare(statement)
    await pool.execute(prepared.sql, *prepared.bind(values))
