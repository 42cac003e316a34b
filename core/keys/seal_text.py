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
from core.cases.wording import words_of
from core.db.read import Read, Row
from core.db.uow import UnitOfWork, unit_of_work
from core.retention.footprint import tables_of
from core.sealing.columns import SealedField, sealed_columns
from core.sealing.keychain import SHREDDED
from core.services import Services

BATCH: Final = 200
_PATIENCE: Final = 0.05

_REASON = assignment.c.proposal["reason"].astext
_SOME = select(assignment.c.id).where(_REASON.is_not(None)).limit(BATCH).with_for_update(skip_locked=True)
_TAKEN_OUT = (
    update(assignment)
    .where(assignment.c.id.in_(_SOME.scalar_subquery()))
    .values(reason=_REASON, proposal=assignment.c.proposal.op("-")("reason"))
)
"""A dispatcher's reason was kept among the codes of the proposal."""
_WITHIN = select(func.count()).select_from(assignment).where(_REASON.is_not(None))


async def seal_text(pool: Any, services: Services) -> AsyncIterator[tuple[str, int]]:
    """Move every plain text into its sealed column; tells after every batch the table, and how many rows of it are moved."""
    while await Read(pool).fetch_value(_WITHIN):
        async with unit_of_work(pool, services) as uow:
            await uow.execute(_TAKEN_OUT)
    for table, fields in _worded(services).items():
        waiting, moved = _waiting(table, fields), 0
        while await Read(pool).fetch_value(_left(table, fields)):
            async with unit_of_work(pool, services) as uow:
                await uow.begin()
                rows = await uow.fetch(waiting)
                for name, field in fields.items():
                    changed = [await _sealed(uow, row, field) for row in rows if row[name] is not None]
                    if changed:
                        await uow.execute_many(_set(table, field), changed)
            moved += len(rows)
            if not rows:
                await asyncio.sleep(_PATIENCE)  # somebody holds what is left
            yield table.name, moved


async def unsealed(read: Read, services: Services) -> int:
    """How many rows still hold a text in a plain column."""
    counts = [_WITHIN, *(_left(table, fields) for table, fields in _worded(services).items())]
    return sum([await read.fetch_value(count) for count in counts])


def _worded(services: Services) -> dict[Table, Mapping[str, SealedField]]:
    return {table: fields for table in tables_of(services.plugins) if (fields := words_of(table))}


async def _sealed(uow: UnitOfWork, row: Row, field: SealedField) -> dict[str, object]:
    """The columns of one text. Of a case whose key is destroyed nothing is kept."""
    columns: Mapping[str, object] = {}
    if row["case_key"] != SHREDDED:
        key = await uow.services.keys.case_key(row["case_key"])
        columns = sealed_columns(field, row["id"], row[field.name], case_key=key, indexes=uow.services.indexes)
    return {"of": row["id"], **{part: columns.get(f"{field.name}_{part}") for part in _parts(field)}}


def _parts(field: SealedField) -> tuple[str, ...]:
    return ("sealed", "mask", "index") if field.normalise else ("sealed", "mask")


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


_statements: dict[SealedField, Update] = {}


def _set(table: Table, field: SealedField) -> Update:
    of = bindparam("of", type_=Uuid(as_uuid=True))
    kinds = {part: SqlText() if part == "mask" else LargeBinary() for part in _parts(field)}
    columns = {f"{field.name}_{part}": bindparam(part, type_=kind) for part, kind in kinds.items()}
    made = update(table).where(table.c.id == of).values({field.name: None, **columns})
    return _statements.setdefault(field, made)
