"""Where the bytes of attachments lie: a local directory, or any object store obstore knows (S3, GCS, Azure).

An object appears under its key only when it is whole. What was begun and not finished is removed at once; after a
crash, a directory may keep a part file (`<key>#<n>`), which no listing shows, and a bucket an unfinished multipart
upload, which the bucket's lifecycle rule removes.
"""

import asyncio
import hashlib
import secrets
from collections.abc import AsyncGenerator, AsyncIterator, Callable
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


Sealing = Callable[[AsyncIterator[bytes]], AsyncIterator[bytes]]
"""What makes of a file's bytes those that are written."""


class AttachmentStore:
    """Objects by random keys; the store itself knows neither names nor types."""

    def __init__(self, objects: ObjectStore) -> None:
        self._objects = objects

    async def put(
        self, stream: AsyncIterator[bytes], limit: int, key: str | None = None, sealing: Sealing | None = None
    ) -> Stored:
        """Write a stream of at most `limit` bytes, or what `sealing` makes of it; never held whole in memory.

        `key` is a fresh one of `new_name()`, for a caller who wants to note it before there is anything to lose. Size and
        digest are those of the stream, whatever is written.

        Refused with ATTACHMENT_TOO_LARGE past the limit. Then, and when the stream fails or the caller is cancelled,
        nothing stays behind.
        """
        key, measured = key or new_name(), _Measured(stream, limit)
        writer = await self._written(sealing(measured) if sealing else measured, key)
        try:
            await _finished(writer)
        except asyncio.CancelledError:
            await self.delete(key)
            raise
        return Stored(key, measured.size, measured.digest.digest())

    async def replace(self, stream: AsyncIterator[bytes], key: str) -> None:
        """Write a stream in place of an object, which is there until the whole stream is, and stays if it fails."""
        await _finished(await self._written(stream, key))

    async def _written(self, stream: AsyncIterator[bytes], key: str) -> "obstore.AsyncWritableFile":
        async with AsyncExitStack() as aborting:
            writer: obstore.AsyncWritableFile = await aborting.enter_async_context(self._writer(key))
            async for chunk in stream:
                await writer.write(chunk)
            aborting.pop_all()
        return writer

    def _writer(self, key: str) -> "obstore.AsyncWritableFile":
        return obstore.open_writer_async(self._objects, key, buffer_size=_PART_BYTES, max_concurrency=_PARTS_AT_ONCE)

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


class _Measured:
    """A stream that is counted and hashed as it goes by, and refused past its limit."""

    def __init__(self, stream: AsyncIterator[bytes], limit: int) -> None:
        self._stream, self._limit = stream, limit
        self.size, self.digest = 0, hashlib.sha256()

    def __aiter__(self) -> "_Measured":
        return self

    async def __anext__(self) -> bytes:
        chunk = await anext(self._stream)
        self.size += len(chunk)
        if self.size > self._limit:
            raise Refused(ATTACHMENT_TOO_LARGE, limit=self._limit)
        self.digest.update(chunk)
        return chunk


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


async def _finished(writer: "obstore.AsyncWritableFile") -> None:
    closing = asyncio.ensure_future(writer.close())
    try:
        await asyncio.shield(closing)
    except asyncio.CancelledError:
        # The store finishes what it has begun: whoever removes it then must not be too early.
        await asyncio.wait([closing])
        raise


async def _pieces(found: "obstore.GetResult") -> AsyncGenerator[bytes, None]:
    async for piece in found.stream(min_chunk_size=_CHUNK_BYTES):
        yield bytes(piece)


def new_name() -> str:
    """A random key no object has."""
    name = secrets.token_hex(16)
    return f"{name[:2]}/{name}"  # a directory with millions of files is slow to list and to back up
