"""Sealing files that were stored as they came, before files were sealed: once, after the upgrade, while they are read.

Each file is given a key first; then its object is replaced by the sealed one, under the same name and at once; then the row says
so. Whoever reads it meanwhile sees by its first bytes which of the two it is. A run that was cut off is simply begun again.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.attachments.keys import PLAIN, SEALED, content_place, kept_new, key_of, new_key
from core.attachments.model import attachment
from core.attachments.open import open_file
from core.attachments.queries import LYING, STORED
from core.attachments.store import AttachmentStore
from core.cases.model import case_file
from core.db.read import Read
from core.db.uow import UnitOfWork, unit_of_work
from core.errors import NotFound
from core.sealing.envelope import SealBroken
from core.sealing.stream import sealed_stream
from core.services import Services

_PATIENCE: Final = 0.05
_UUID = Uuid(as_uuid=True)
_AS_IT_CAME = (
    attachment.c.format == PLAIN,
    attachment.c.storage_key.is_not(None),
    STORED,
)
_ID = attachment.c.id == bindparam("of", type_=_UUID)
_LEFT = select(func.count()).select_from(attachment).where(*_AS_IT_CAME)
_NEXT: Select[Any] = (
    select(attachment.c.id)
    .where(*_AS_IT_CAME, attachment.c.id > bindparam("after", type_=_UUID))
    .order_by(attachment.c.id)
    .limit(1)
)
_HOLD = select(attachment).where(_ID, *_AS_IT_CAME).with_for_update(skip_locked=True)
# Against a rotation, which would not find what is sealed with the former key after it has been here.
_CASE = (
    select(case_file.c.case_key)
    .where(case_file.c.id == bindparam("case", type_=_UUID))
    .with_for_update(read=True, skip_locked=True)
)
_LYING = select(*LYING).where(_ID)
_DONE = (
    update(attachment)
    .where(_ID, attachment.c.storage_key == bindparam("object"), attachment.c.key_sealed.is_not(None))
    .values(format=SEALED)
)


async def seal_files(pool: Any, services: Services, store: AttachmentStore) -> AsyncIterator[UUID]:
    """Seal every file that lies in the store as it came; tells of each when it is done.

    One that is not in the store any more, or whose key does not open, is left: `hotline doctor --files` tells of it.
    """
    held = True
    while held:
        held, after = False, UUID(int=0)
        while (after := await Read(pool).fetch_value(_NEXT, after=after)) is not None:
            try:
                sealed = await _seal(pool, services, store, after)
            except (NotFound, SealBroken):
                continue
            if sealed:
                yield after
            held = held or not sealed
        if held:
            await asyncio.sleep(_PATIENCE)


async def unsealed_files(read: Read) -> int:
    """How many files lie in the store as they came."""
    found: int = await read.fetch_value(_LEFT)
    return found


async def _seal(pool: Any, services: Services, store: AttachmentStore, id_: UUID) -> bool:
    async with unit_of_work(pool, services) as uow:
        if not await _has_key(uow, id_):
            return False
    row = await Read(pool).fetch_one(_LYING, of=id_)
    key = None if row is None else await key_of(services.keys, row)
    if row is None or key is None:
        return False
    plain = await open_file(services.keys, store, row)  # sealed already, if only the row could not be told any more
    await store.replace(sealed_stream(key, content_place(id_), plain), row["storage_key"])
    async with unit_of_work(pool, services) as uow:
        settled = await uow.execute(_DONE, of=id_, object=row["storage_key"])
    if not settled:  # it was swept or shredded meanwhile, with its key
        await store.delete(row["storage_key"])
    return bool(settled)


async def _has_key(uow: UnitOfWork, id_: UUID) -> bool:
    """Whether the file has a key now, or had one; not if somebody is at it."""
    row = await uow.fetch_one(_HOLD, of=id_)
    if row is None or row["key_sealed"] is not None:
        return row is not None
    keys = uow.services.keys
    if row["case_id"] is None:
        fresh = await new_key(keys, id_, uow.now)
        await uow.change(attachment, id_, {"own_key": fresh.own_key, "key_sealed": fresh.key_sealed})
        return True
    wrapped = await uow.fetch_value(_CASE, case=row["case_id"])
    if wrapped is None:
        return False
    await uow.change(attachment, id_, {"key_sealed": kept_new(await keys.case_key(wrapped), id_)})
    return True
