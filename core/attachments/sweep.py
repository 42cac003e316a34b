"""Removing files nobody completed, and complete ones no case ever took: they belong to nobody and may be personal."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select

from core.attachments.model import attachment
from core.attachments.store import AttachmentStore
from core.db.read import Read

_old = attachment.alias()
_ONE = (
    select(_old.c.id)
    .where(_old.c.case_id.is_(None), _old.c.at < bindparam("older_than"))
    .limit(1)
    .with_for_update(skip_locked=True)
)
_TAKE = delete(attachment).where(attachment.c.id == _ONE.scalar_subquery()).returning(attachment.c.storage_key)


async def sweep(pool: Any, store: AttachmentStore, older_than: datetime) -> int:
    """Remove what was announced before that instant and is still no case's; how many there were.

    Row and object go together: if the object cannot be removed, the row stays for the next sweep. Leave uploads enough
    time, a day at least: one that is swept while its bytes arrive is refused.
    """
    removed = 0
    while await _remove_one(pool, store, older_than):
        removed += 1
    return removed


async def _remove_one(pool: Any, store: AttachmentStore, older_than: datetime) -> bool:
    async with pool.acquire() as connection, connection.transaction():
        row = await Read(connection).fetch_one(_TAKE, older_than=older_than)
        if row is not None and row["storage_key"] is not None:
            await store.delete(row["storage_key"])
    return row is not None
