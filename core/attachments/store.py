"""Where the bytes of attachments lie: a local directory, or any object store obstore knows (S3, GCS, Azure).

An object appears under its key only when it is whole. What was begun and not finished is removed at once; after a
crash, a directory may keep a part file (`<key>#<n>`), which no listing shows, and a bucket an unfinished multipart
upload, which the bucket's lifecycle rule removes.
"""

import asyncio
import hashlib
import secrets
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import obstore
from obstore.exceptions import BaseError
from obstore.store import AzureStore, GCSStore, LocalStore, ObjectStore, S3Store, from_url

from core.errors import ErrorCode, NotFound, Refused, register

ATTACHMENT_TOO_LARGE = register(
    ErrorCode(
        "ATTACHMENT_TOO_LARGE",
        "文件超过 {limit} 字节的上限，请压缩或拆分后重新上传。",
        "The file is larger than {limit} bytes; compress or split it and upload it again.",
    )
)

_PART_BYTES: Final = 5 * 1024 * 1024  # the least an S3 multipart upload takes
_PARTS_AT_ONCE: Final = 2  # bounds the memory of one upload to about 15 MB
_CHUNK_BYTES: Final = 256 * 1024
_LASTING: Final = (S3Store, GCSStore, AzureStore, LocalStore)


class StoreRefused(Exception):
    """The object store's address cannot be used; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A whole object: its key in the store, its size in bytes, and its SHA-256 digest (32 bytes)."""

    key: str
    size: int
    sha256: bytes


class AttachmentStore:
    """Objects by random keys; the store itself knows neither names nor types."""

    def __init__(self, objects: ObjectStore) -> None:
        self._objects = objects

    async def put(self, stream: AsyncIterator[bytes], limit: int, key: str | None = None) -> Stored:
        """Write a stream of at most `limit` bytes; hashed on the way, never held whole in memory.

        `key` is a fresh one of `new_key()`, for a caller who wants to note it before there is anything to lose.

        Refused with ATTACHMENT_TOO_LARGE past the limit. Then, and when the stream fails or the caller is cancelled,
        nothing stays behind.
        """
        key, size, digest = key or new_key(), 0, hashlib.sha256()
        async with AsyncExitStack() as aborting:
            writer = await aborting.enter_async_context(self._writer(key))
            async for chunk in stream:
                size += len(chunk)
                if size > limit:
                    raise Refused(ATTACHMENT_TOO_LARGE, limit=limit)
                digest.update(chunk)
                await writer.write(chunk)
            aborting.pop_all()
        await self._commit(writer, key)
        return Stored(key, size, digest.digest())

    def _writer(self, key: str) -> "obstore.AsyncWritableFile":
        return obstore.open_writer_async(self._objects, key, buffer_size=_PART_BYTES, max_concurrency=_PARTS_AT_ONCE)

    async def _commit(self, writer: "obstore.AsyncWritableFile", key: str) -> None:
        closing = asyncio.ensure_future(writer.close())
        try:
            await asyncio.shield(closing)
        except asyncio.CancelledError:
            # The store finishes what it has begun, so only a finished object can be removed for certain.
            await asyncio.wait([closing])
            await self.delete(key)
            raise

    async def open_stream(self, key: str) -> AsyncGenerator[bytes, None]:
        """The object's bytes in pieces; NotFound, before the first piece, if there is no such object."""
        try:
            found = await obstore.get_async(self._objects, key)
        except FileNotFoundError:
            raise NotFound from None
        return _pieces(found)

    async def head(self, key: str, length: int) -> bytes:
        """At most the first `length` bytes, to tell what the object is; NotFound if there is no such object."""
        read = b""
        async with aclosing(await self.open_stream(key)) as pieces:
            async for piece in pieces:
                read += piece
                if len(read) >= length:
                    break
        return read[:length]

    async def delete(self, key: str) -> None:
        """Remove the object; one that is gone already is as good."""
        try:
            await obstore.delete_async(self._objects, key)
        except FileNotFoundError:
            return


def open_store(url: str | None, directory: Path) -> AttachmentStore:
    """The store at a URL (`s3://bucket/prefix`, credentials from the environment), else in a directory.

    StoreRefused if the URL is not an object store's.
    """
    if url is None:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        return AttachmentStore(LocalStore(directory.resolve()))
    try:
        objects = from_url(url)
    except (BaseError, ValueError):
        raise _refused() from None  # the original message repeats the URL, which may carry credentials
    if not isinstance(objects, _LASTING):
        raise _refused()
    return AttachmentStore(objects)


def _refused() -> StoreRefused:
    return StoreRefused(
        "HOTLINE_ATTACHMENTS_URL is not the address of a writable object store; write s3://bucket/prefix, "
        "gs://bucket/prefix, az://container/prefix or file:///existing/directory, or leave it out for var/attachments"
    )


async def _pieces(found: "obstore.GetResult") -> AsyncGenerator[bytes, None]:
    async for piece in found.stream(min_chunk_size=_CHUNK_BYTES):
        yield bytes(piece)


def new_key() -> str:
    """A random key no object has."""
    name = secrets.token_hex(16)
    return f"{name[:2]}/{name}"  # a directory with millions of files is slow to list and to back up
