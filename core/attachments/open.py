"""The plain bytes of a file, opened as they are read."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from core.attachments.keys import SEALED, content_place, key_of
from core.attachments.store import AttachmentStore
from core.db.read import Row
from core.sealing.envelope import SealBroken
from core.sealing.keychain import KeyChain
from core.sealing.stream import is_sealed, opened_stream

Bytes = AsyncGenerator[bytes, None]


async def open_file(keys: KeyChain, store: AttachmentStore, row: Row) -> Bytes:
    """The bytes of a file in pieces, by its LYING; the first is opened before this returns, so that a wrong key is told of.

    Raises SealBroken, here or between pieces, where the object is not what was stored: nothing of a chunk that does not prove
    true is given on, and what was cut off does not end as if it were whole. NotFound if there is no such object.
    """
    key, place = await key_of(keys, row), content_place(row["id"])
    stored = await store.open_stream(row["storage_key"])
    first = await anext(stored, b"")
    stored = _together(first, stored)
    # Before its row says that it is sealed, an object may be so already: `core.attachments.seal` replaces it first.
    if row["format"] != SEALED and (key is None or not is_sealed(key, first)):
        return stored
    if key is None:
        raise SealBroken(place)
    opened = opened_stream(key, place, stored)
    return _together(await anext(opened), opened)


async def _together(first: bytes, rest: Bytes) -> Bytes:
    async with aclosing(rest):
        yield first
        async for piece in rest:
            yield piece
