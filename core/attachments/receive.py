"""Taking the bytes of an announced file.

The token is claimed in one transaction, the bytes are stored outside any, and the row is settled in another. The key of
the object is on the row before the object exists, so that whatever a crash leaves behind can be found and removed. What is
stored is sealed as it comes: the plain bytes are in memory alone, and a transfer that fails leaves a key nowhere.
"""

from collections.abc import AsyncIterator
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.attachments import errors
from core.attachments.content import HEAD_BYTES, LIMITS, ContentKind, sniffed
from core.attachments.keys import SEALED, NewKey, content_place, new_key
from core.attachments.model import attachment
from core.attachments.store import ATTACHMENT_TOO_LARGE, AttachmentStore, Stored, new_name
from core.attachments.token import attachment_of, token_index
from core.db.uow import UnitOfWork, unit_of_work
from core.errors import Refused
from core.sealing.stream import sealed_stream
from core.services import Services

_ID = attachment.c.id == bindparam("of", type_=Uuid(as_uuid=True))
_TOKEN = bindparam("token", type_=attachment.c.token_index.type)
_MINE = (_ID, attachment.c.state == "AWAITING_UPLOAD", attachment.c.storage_key == bindparam("object"))

_CLAIM = (
    update(attachment)
    .where(
        _ID,
        attachment.c.state == "AWAITING_UPLOAD",
        attachment.c.token_index == _TOKEN,
        attachment.c.token_until >= bindparam("now"),
    )
    .values(token_index=None, storage_key=bindparam("object"))
    .returning(attachment.c.kind)
)
_REFUSED = select(attachment.c.token_index).where(_ID)
_SETTLE = (
    update(attachment)
    .where(*_MINE)
    .values(
        state="UPLOADED",
        size=bindparam("bytes"),
        sha256=bindparam("digest", type_=attachment.c.sha256.type),
        content_type=bindparam("type"),
        format=SEALED,
        own_key=bindparam("own", type_=attachment.c.own_key.type),
        key_sealed=bindparam("sealed", type_=attachment.c.key_sealed.type),
    )
)
_GIVE_BACK = update(attachment).where(*_MINE).values(token_index=_TOKEN, storage_key=None)


async def receive(
    pool: Any,
    services: Services,
    store: AttachmentStore,
    token: str,
    stream: AsyncIterator[bytes],
    *,
    announced: int | None = None,
) -> Stored:
    """Store the file the token is for; `announced` is its size where the sender says so beforehand.

    Of several senders with one token the first gets it, the others are refused with UPLOAD_USED. When a transfer fails
    (ATTACHMENT_TOO_LARGE, or whatever `stream` raises), nothing of it stays and the token can be tried again until it
    expires (UPLOAD_EXPIRED). UPLOAD_NOT_FOUND for what never was a token.
    """
    row_id = attachment_of(token)
    if row_id is None:
        raise Refused(errors.UPLOAD_NOT_FOUND)
    index, name = token_index(services.indexes, token), new_name()
    async with unit_of_work(pool, services) as uow:
        kind = await _claim(uow, row_id, index, name)
    head = bytearray()
    try:
        _check_announced(announced, LIMITS[kind])
        key = await new_key(services.keys, row_id, services.clock.now())
        sealing = partial(sealed_stream, key.key, content_place(row_id))
        stored = await store.put(_noting_head(stream, head), LIMITS[kind], name, sealing)
    except BaseException:
        async with unit_of_work(pool, services) as uow:
            await uow.execute(_GIVE_BACK, of=row_id, object=name, token=index)
        raise
    await _settle(pool, services, store, row_id, stored, key, bytes(head))
    return stored


async def _claim(uow: UnitOfWork, row_id: UUID, index: bytes, name: str) -> ContentKind:
    row = await uow.fetch_one(_CLAIM, of=row_id, token=index, now=uow.now, object=name)
    if row is not None:
        return ContentKind(row["kind"])
    found = await uow.fetch_one(_REFUSED, of=row_id)
    if found is None:
        raise Refused(errors.UPLOAD_NOT_FOUND)
    if found["token_index"] is None:
        raise Refused(errors.UPLOAD_USED)
    raise Refused(errors.UPLOAD_EXPIRED if found["token_index"] == index else errors.UPLOAD_NOT_FOUND)


def _check_announced(size: int | None, limit: int) -> None:
    if size is not None and size > limit:
        raise Refused(ATTACHMENT_TOO_LARGE, limit=limit)


async def _settle(
    pool: Any, services: Services, store: AttachmentStore, row_id: UUID, stored: Stored, key: NewKey, head: bytes
) -> None:
    type_ = sniffed(head)
    async with unit_of_work(pool, services) as uow:
        settled = await uow.execute(
            _SETTLE,
            of=row_id,
            object=stored.key,
            bytes=stored.size,
            digest=stored.sha256,
            type=type_.media_type if type_ else None,
            own=key.own_key,
            sealed=key.key_sealed,
        )
    if not settled:  # the sweep took the row meanwhile
        await store.delete(stored.key)
        raise Refused(errors.UPLOAD_EXPIRED)


async def _noting_head(stream: AsyncIterator[bytes], head: bytearray) -> AsyncIterator[bytes]:
    async for chunk in stream:
        head += chunk[: HEAD_BYTES - len(head)]
        yield chunk
