"""How commands begin on what the desk keeps of no case: roster entries, templates, conflicts."""

from uuid import UUID

from sqlalchemy import Select, Table, bindparam, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import NotAllowed, NotFound, Row, Stale, StaleDetail, Target, UnitOfWork, Viewer, allows
from plugins.legal_desk.rules import refuse_off
from plugins.legal_desk.tables import conflict, roster, template


def _locked(table: Table) -> Select[tuple[object, ...]]:
    return select(table).where(table.c.id == bindparam("wanted", type_=Uuid(as_uuid=True))).with_for_update()


_ONE = {table.name: _locked(table) for table in (conflict, roster, template)}


async def kept(
    uow: UnitOfWork,
    actor: Viewer,
    table: Table,
    id_: UUID,
    name: str,
    operations: tuple[str, str],
    expected_version: int | None,
) -> Row:
    """The row, locked until the command ends. `operations` are to see it and to do this to it. Raises Refused."""
    row = await uow.fetch_one(_ONE[table.name], wanted=id_)
    see, act = operations
    if row is None or not allows(actor, see, _target(row)):
        raise NotFound(field=("input", name))
    refuse_off(uow.services, row["gate"])
    if not allows(actor, act, _target(row)):
        raise NotAllowed(act)
    if expected_version not in (None, row["version"]):
        raise Stale(StaleDetail(row["version"]))
    return row


def _target(row: Row) -> Target:
    """A row that concerns a lawyer is the lawyer's own."""
    return Target(row["district_path"], (), row.get("lawyer_id"), 0)
