"""Opening sealed texts of referrals: who reads what is in the audit, committed, before a word of it is told."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Table, any_, bindparam, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import Row, SealedField, Viewer, open_, unit_of_work
from plugins.discipline_referral.audit import Entry, record
from plugins.discipline_referral.need_to_know import reachable
from plugins.discipline_referral.operations import PLUGIN, Operation
from plugins.discipline_referral.states import Act
from plugins.discipline_referral.tables import referral
from schema.api import Info, RequestContext


async def read(info: Info, field: SealedField, table: Table, row_id: UUID, act: Act = Act.READ) -> str | None:
    """The text of one row; None if there is none. A level of a document is one transaction and one entry a referral."""
    context = info.context

    async def load(keys: list[UUID]) -> Sequence[str | None]:
        return await _read(context, field, table, keys, act)

    return await context.loaders.of((PLUGIN, field.column), load).load(row_id)


async def _read(
    context: RequestContext, field: SealedField, table: Table, keys: list[UUID], act: Act
) -> Sequence[str | None]:
    async with unit_of_work(context.pool, context.services) as uow:
        rows = await uow.fetch(_statement(field, table, context.viewer), keys=keys)
        kept = [row for row in rows if row["kept"] is not None]
        await record(uow, _entries(kept, field, context.viewer, act))
    opened = {row["key"]: await _opened(context, field, row) for row in kept}
    return [opened.get(key) for key in keys]


def _statement(field: SealedField, table: Table, viewer: Viewer) -> Select[Any]:
    """The rights are asked again: this is another statement, and a later moment, than the one that found the row."""
    of: ColumnElement[Any] = table.c.id if table is referral else table.c.referral_id
    columns = (
        table.c.id.label("key"), table.c[f"{field.name}_sealed"].label("kept"), referral.c.id.label("referral_id"),
        referral.c.version, referral.c.case_key,
    )  # fmt: skip
    joined = referral if table is referral else table.join(referral, referral.c.id == of)
    wanted = table.c.id == any_(bindparam("keys", type_=ARRAY(Uuid(as_uuid=True))))
    return select(*columns).select_from(joined).where(wanted, reachable(viewer, Operation.READ))


def _entries(rows: Sequence[Row], field: SealedField, viewer: Viewer, act: Act) -> list[Entry]:
    versions = {row["referral_id"]: row["version"] for row in rows}
    return [Entry(id_, version, act, viewer.id, {"field": field.column}) for id_, version in versions.items()]


async def _opened(context: RequestContext, field: SealedField, row: Mapping[str, Any]) -> str:
    key = await context.services.keys.case_key(row["case_key"])
    return open_(key, field.ref(row["key"]), row["kept"])
