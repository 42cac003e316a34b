"""Making the files that are approved, under what their recipients may see at that moment; and removing them in time."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import TIMESTAMP

from core.access.load import UNBOUNDED, Bounds, load_viewer
from core.access.matrix import Matrix
from core.access.operations import Operation
from core.access.viewer import Viewer
from core.accounts.model import account
from core.attachments.store import AttachmentStore
from core.clock import SHANGHAI
from core.db.read import Row
from core.db.uow import UnitOfWork, unit_of_work
from core.exports.approval import unaltered
from core.exports.columns import TAKEN, ExportColumn
from core.exports.envelope import encrypt
from core.exports.mark import marked, place
from core.exports.model import export
from core.exports.request import LARGE, MOST, ExportState
from core.exports.rows import Extent, Filter, cases, extent, opens_name, operations
from core.exports.sheet import cell, sheet
from core.sealing.fields import open_
from core.services import Services

LASTS: Final = timedelta(hours=24)
_LIMIT: Final = 1 << 30

_NEXT = (
    select(export, account.c.subject, account.c.name)
    .join(account, account.c.id == export.c.requested_by)
    .where(export.c.state == ExportState.APPROVED.value)
    .order_by(export.c.requested_at)
    .limit(1)
    .with_for_update(of=export, skip_locked=True)
)
_OVER = (
    select(export.c.id, export.c.storage_key)
    .where(export.c.state == ExportState.MADE.value, export.c.until <= bindparam("now", type_=TIMESTAMP(timezone=True)))
    .limit(1)
    .with_for_update(skip_locked=True)
)


async def make_next(
    pool: Any, services: Services, store: AttachmentStore, matrix: Matrix, bounds: Bounds = UNBOUNDED
) -> bool:
    """Make the oldest file that waits; False if none does. `bounds` are the districts that issuers are confined to."""
    async with unit_of_work(pool, services) as uow:
        row = await uow.fetch_one(_NEXT)
        if row is not None:
            viewer = await load_viewer(uow, row["subject"], matrix, uow.now, bounds)
            await uow.change(export, row["id"], await _made(uow, store, viewer, row))
    return row is not None


async def expire(pool: Any, services: Services, store: AttachmentStore) -> int:
    """Remove the files whose day is over; how many there were."""
    removed = 0
    while True:
        async with unit_of_work(pool, services) as uow:
            row = await uow.fetch_one(_OVER, now=uow.now)
            if row is None:
                return removed
            await store.delete(row["storage_key"])
            await uow.change(
                export, row["id"], {"state": ExportState.EXPIRED.value, "storage_key": None, "shown": None}
            )
        removed += 1


async def _made(uow: UnitOfWork, store: AttachmentStore, viewer: Viewer | None, row: Row) -> dict[str, object]:
    """What becomes of it: a file, or another question where what is asked for is not what was approved."""
    wanted = Filter.of(row["filter"])
    found = await extent(uow, viewer, wanted) if viewer else Extent(0, 0)
    if viewer is None or not 0 < found.rows <= MOST:
        return {"state": ExportState.EXPIRED.value}
    if _grown(row, found) or (row["decided_by"] is not None and not await unaltered(uow, row)):
        return _again(found)
    return await _written(uow, store, viewer, row, wanted)


def _again(found: Extent) -> dict[str, object]:
    undecided = dict.fromkeys(("decided_by", "decided_at", "approved_in"))
    state = ExportState.AWAITING_APPROVAL.value
    return {"state": state, "approval": True, "rows": found.rows, "secrecy": found.secrecy, **undecided}


def _grown(row: Row, found: Extent) -> bool:
    """Whether nobody has approved as much: more secret, twice as many, or without anybody's word past the thousand."""
    if row["decided_by"] is not None:
        return bool(found.secrecy > row["secrecy"] or found.rows > max(2 * row["rows"], LARGE))
    return found.secrecy > 0 or found.rows >= LARGE


async def _written(
    uow: UnitOfWork, store: AttachmentStore, viewer: Viewer, row: Row, wanted: Filter
) -> dict[str, object]:
    columns = [ExportColumn(one) for one in row["columns"]]
    found = await cases(uow, viewer, wanted, columns, MOST)
    ordered = sorted(found, key=lambda one: place(row["mark"], one["number"]))
    line = _line(row, len(ordered), uow.now)
    lines = [[line], [TAKEN[one].heading for one in columns]]
    lines += [[await _cell(uow, case, one, row["mark"]) for one in columns] for case in ordered]
    file = encrypt(sheet([*lines, [line]]), row["id"], row["public_key"])
    stored = await store.put(_whole(file), _LIMIT)
    return {
        "state": ExportState.MADE.value, "rows": len(ordered), "made_at": uow.now, "until": uow.now + LASTS,
        "storage_key": stored.key, "size": stored.size, "shown": _shown(ordered, columns),
    }  # fmt: skip


async def _cell(uow: UnitOfWork, case: Row, column: ExportColumn, mark: bytes) -> str:
    taken, value = TAKEN[column], case[column.value]
    if value is None or (taken.operation is not Operation.CASE_READ and not case[opens_name(taken.operation)]):
        return ""
    if taken.field is not None:
        key = await uow.services.keys.case_key(case["case_key"])
        value = open_(key, taken.field.ref(case["id"]), value)
    text = cell(_told(value))
    return marked(text, mark) if taken.words else text


def _told(value: object) -> str:
    return value.astimezone(SHANGHAI).isoformat(timespec="seconds") if isinstance(value, datetime) else str(value)


def _line(row: Row, rows: int, now: datetime) -> str:
    """The watermark everybody sees."""
    who = cell(f"{row['name']}（{row['subject']}）")
    return marked(f"内部资料，仅供 {who} 使用，不得外传；导出编号 {row['id']}；{_told(now)}；共 {rows} 件", row["mark"])


def _shown(found: Sequence[Row], columns: Sequence[ExportColumn]) -> dict[str, list[str]]:
    shown = {Operation.EXPORT_REQUEST.value: [str(one["id"]) for one in found]}
    for operation in operations(columns):
        shown[operation.value] = [str(one["id"]) for one in found if one[opens_name(operation)]]
    return shown


async def _whole(file: bytes) -> AsyncIterator[bytes]:
    yield file
