"""Whether every file is in the store as it was received: each is read to its end, opened and hashed."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import aclosing
from hmac import compare_digest
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.attachments.model import attachment
from core.attachments.open import open_file
from core.attachments.queries import LYING, STORED
from core.attachments.store import AttachmentStore
from core.db.read import Read, Row
from core.doctor.invariant import Finding, Rule
from core.errors import Refused
from core.sealing.envelope import SealBroken
from core.sealing.keychain import KeyChain

UNALTERED = Rule(
    "attachment.unaltered",
    "Art. 2, 28",
    "从附件备份恢复该文件；无备份则请上传人重新上传。",
    "Restore the file from a backup of the attachments; if there is none, have it uploaded again.",
)
_NEXT = (
    select(*LYING, attachment.c.sha256)
    .where(
        STORED,
        attachment.c.id > bindparam("after", type_=Uuid(as_uuid=True)),
    )
    .order_by(attachment.c.id)
    .limit(1)
)


async def examine_files(read: Read, keys: KeyChain, store: AttachmentStore) -> AsyncIterator[Finding | None]:
    """What is wrong with each file, None where nothing is."""
    after = UUID(int=0)
    while (row := await read.fetch_one(_NEXT, after=after)) is not None:
        after = row["id"]
        fault = await _fault(keys, store, row)
        yield Finding(UNALTERED, str(after), fault) if fault else None


async def _fault(keys: KeyChain, store: AttachmentStore, row: Row) -> str | None:
    digest, size = hashlib.sha256(), 0
    try:
        async with aclosing(await open_file(keys, store, row)) as pieces:
            async for piece in pieces:
                digest.update(piece)
                size += len(piece)
    except SealBroken:
        return "does not open: altered, cut off, exchanged, or sealed with another key"
    except Refused:
        return "is not in the store, or its case's key is destroyed"
    if size != row["size"] or not compare_digest(digest.digest(), row["sha256"] or b""):
        return "is not what was received"
    return None
