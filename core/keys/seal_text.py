"""Sealing what people wrote in their own words before such texts were sealed: once, after the upgrade, while cases are worked on.

Each batch is a transaction that holds its rows and their cases; what it has moved is null in the plain column, so that a
run that was cut off is simply begun again.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

from sqlalchemy import LargeBinary, Select, Table, Update, bindparam, func, or_, select, update
from sqlalchemy import Text as SqlText
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.assignments.model import assignment
from core.cases.model import case_file
from core.cases.wording import WORDS
from core.db.uow import Read, Row, UnitOfWork, unit_of_work
from core.sealing.columns import SealedField, sealed_columns
from core.sealing.keychain import SHREDDED
from core.services import Services

BATCH: Final = 200
_PATIENCE: Final = 0.05


async def seal_text(pool: Any, services: Services) -> AsyncIterator[tuple[str, int]]:
    """Move every plain text into its sealed column; tells after every batch the table, and how many rows of it are moved."""
    for table, fields in WORDS.items():
        waiting, moved = _waiting(table, fields), 0
        while await Read(pool).fetch_value(_left(table, fields)):
            async with unit_of_work(pool, services) as uow:
                await uow.begin()
                rows = await uow.fetch(waiting)
                for name, field in fields.items():
                    changed = [await _sealed(uow, row, field) for row in rows if row[name] is not None]
                    await uow.execute_many(_set(table, name), changed)
            moved += len(rows)
            if not rows:
                await asyncio.sleep(_PATIENCE)  # somebody holds what is left
            yield table.name, moved


async def unsealed(read: Read) -> int:
    """How many rows still hold a text in a plain column."""
    counts = [await read.fetch_value(_left(table, fields)) for table, fields in WORDS.items()]
    return sum(counts)


async def _sealed(uow: UnitOfWork, row: Row, field: SealedField) -> dict[str, object]:
    """The columns of one text. Of a case whose key is destroyed nothing is kept."""
    columns: Mapping[str, object] = {f"{field.name}_sealed": None, f"{field.name}_mask": None}
    if row["case_key"] != SHREDDED:
        key = await uow.services.keys.case_key(row["case_key"])
        columns = sealed_columns(field, row["id"], row[field.name], case_key=key, indexes=uow.services.indexes)
    return {"of": row["id"], "sealed": columns[f"{field.name}_sealed"], "mask": columns[f"{field.name}_mask"]}


def _is_plain(table: Table, fields: Mapping[str, SealedField]) -> Any:
    return or_(*(table.c[name].is_not(None) for name in fields))


def _left(table: Table, fields: Mapping[str, SealedField]) -> Select[Any]:
    return select(func.count()).select_from(table).where(_is_plain(table, fields))


def _waiting(table: Table, fields: Mapping[str, SealedField]) -> Select[Any]:
    of_case = table.c.case_id if "case_id" in table.c else assignment.c.case_id
    rows: Any = table if "case_id" in table.c else table.join(assignment, assignment.c.id == table.c.assignment_id)
    plain = [table.c[name] for name in fields]
    return (
        select(table.c.id, case_file.c.case_key, *plain)
        .select_from(rows.join(case_file, case_file.c.id == of_case))
        .where(_is_plain(table, fields))
        .order_by(table.c.id)
        .limit(BATCH)
        .with_for_update(of=(table, case_file), skip_locked=True)
    )


def _set(table: Table, name: str) -> Update:
    sealed, mask = bindparam("sealed", type_=LargeBinary()), bindparam("mask", type_=SqlText())
    of = bindparam("of", type_=Uuid(as_uuid=True))
    return update(table).where(table.c.id == of).values({name: None, f"{name}_sealed": sealed, f"{name}_mask": mask})
