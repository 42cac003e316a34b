import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import pytest

from core.attachments.store import AttachmentStore, Stored, StoreRefused, open_store
from core.errors import NotFound, Refused

PART = b"0123456789abcdef" * 65_536  # 1 MiB
UNLIMITED = 1 << 40


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "var" / "attachments"


@pytest.fixture
def store(directory: Path) -> AttachmentStore:
    return open_store(None, directory)


async def _stream(parts: Iterable[bytes]) -> AsyncIterator[bytes]:
    for part in parts:
        await asyncio.sleep(0)
        yield part


async def _breaking(parts: Iterable[bytes], error: Exception) -> AsyncIterator[bytes]:
    for part in parts:
        yield part
    raise error


async def _read(store: AttachmentStore, key: str) -> bytes:
    return b"".join([piece async for piece in await store.open_stream(key)])


def _files(directory: Path) -> list[str]:
    return sorted(str(path.relative_to(directory)) for path in directory.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    "parts",
    [[], [b""], [b"a"], [b"a", b"", b"bc"], [PART] * 5, [PART] * 12 + [b"tail"]],
    ids=["nothing", "empty", "one byte", "with an empty part", "exactly one buffer", "several buffers"],
)
async def test_what_is_put_is_read_again(store: AttachmentStore, directory: Path, parts: list[bytes]) -> None:
    whole = b"".join(parts)
    stored = await store.put(_stream(parts), UNLIMITED)
    assert stored == Stored(stored.key, len(whole), hashlib.sha256(whole).digest())
    assert await _read(store, stored.key) == whole
    assert _files(directory) == [stored.key]


async def test_equal_contents_are_separate_objects(store: AttachmentStore) -> None:
    first, second = await store.put(_stream([b"same"]), 4), await store.put(_stream([b"same"]), 4)
    assert first.sha256 == second.sha256
    await store.delete(first.key)
    assert await _read(store, second.key) == b"same"


async def test_the_limit_itself_is_allowed(store: AttachmentStore) -> None:
    assert (await store.put(_stream([b"12345", b"67890"]), 10)).size == 10


@pytest.mark.parametrize(("parts", "limit"), [([b"12345", b"678901"], 10), ([PART] * 12, 11 << 20), ([b"1"], 0)])
async def test_past_the_limit_nothing_is_kept(
    store: AttachmentStore, directory: Path, parts: list[bytes], limit: int
) -> None:
    with pytest.raises(Refused) as refused:
        await store.put(_stream(parts), limit)
    assert refused.value.code.code == "ATTACHMENT_TOO_LARGE"
    assert refused.value.text("en") == (
        f"The file is larger than {limit} bytes; compress or split it and upload it again."
    )
    assert _files(directory) == []


async def test_past_the_limit_the_stream_is_read_no_further(store: AttachmentStore) -> None:
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while True:
            taken += 1
            yield PART

    with pytest.raises(Refused):
        await store.put(endless(), 3 << 20)
    assert taken == 4


@pytest.mark.parametrize("before", [0, 1, 7])
async def test_a_stream_that_breaks_leaves_nothing(store: AttachmentStore, directory: Path, before: int) -> None:
    with pytest.raises(ConnectionResetError, match="peer went away"):
        await store.put(_breaking([PART] * before, ConnectionResetError("peer went away")), UNLIMITED)
    assert _files(directory) == []


@pytest.mark.parametrize("before", [1, 7])
async def test_a_cancelled_upload_leaves_nothing(store: AttachmentStore, directory: Path, before: int) -> None:
    reached = asyncio.Event()

    async def stalling() -> AsyncIterator[bytes]:
        for _ in range(before):
            yield PART
        reached.set()
        await asyncio.Event().wait()

    # Given an upload that has written and now waits for its client
    upload = asyncio.ensure_future(store.put(stalling(), UNLIMITED))
    await reached.wait()
    # When it is cancelled
    upload.cancel()
    with pytest.raises(asyncio.CancelledError):
        await upload
    # Then neither object nor part is left
    assert _files(directory) == []


async def test_an_upload_cancelled_at_any_moment_is_whole_or_gone(store: AttachmentStore, directory: Path) -> None:
    known: set[str] = set()
    cancelled = 0
    for step in range(150):
        # Given a short upload, so that most moments fall into its last step
        upload = asyncio.ensure_future(store.put(_stream([b"abc"]), 3))
        await asyncio.sleep(step * 0.000_01)
        # When it is cancelled, then either its key is known or it has left nothing
        upload.cancel()
        try:
            known.add((await upload).key)
        except asyncio.CancelledError:
            cancelled += 1
    assert cancelled
    assert set(_files(directory)) == known


async def test_an_object_is_not_there_before_it_is_whole(store: AttachmentStore, directory: Path) -> None:
    seen: list[list[str]] = []

    async def watched() -> AsyncIterator[bytes]:
        for _ in range(12):
            yield PART
            seen.append([name for name in _files(directory) if "#" not in name])

    await store.put(watched(), UNLIMITED)
    assert seen == [[]] * 12


async def test_the_head_of_an_object(store: AttachmentStore) -> None:
    long, short = await store.put(_stream([PART] * 3), UNLIMITED), await store.put(_stream([b"abc"]), 3)
    empty = await store.put(_stream([]), 0)
    assert await store.head(long.key, 8192) == PART[:8192]
    assert await store.head(short.key, 8192) == b"abc"
    assert await store.head(empty.key, 8192) == b""


async def test_an_absent_object_is_not_found(store: AttachmentStore) -> None:
    with pytest.raises(NotFound):
        await store.open_stream("ab/absent")
    with pytest.raises(NotFound):
        await store.head("ab/absent", 10)


async def test_deleting_twice_is_as_good_as_once(store: AttachmentStore, directory: Path) -> None:
    stored = await store.put(_stream([b"abc"]), 3)
    await store.delete(stored.key)
    await store.delete(stored.key)
    assert _files(directory) == []
    with pytest.raises(NotFound):
        await store.open_stream(stored.key)


async def test_uploads_run_side_by_side(store: AttachmentStore) -> None:
    contents = [bytes([number]) * 3_000_000 for number in range(8)]
    stored = await asyncio.gather(*(store.put(_stream([one[:9], one[9:]]), UNLIMITED) for one in contents))
    assert [await _read(store, one.key) for one in stored] == contents


def test_the_directory_is_made_for_its_owner_only(store: AttachmentStore, directory: Path) -> None:
    assert directory.stat().st_mode & 0o777 == 0o700


async def test_a_store_opened_again_has_the_same_objects(store: AttachmentStore, directory: Path) -> None:
    stored = await store.put(_stream([b"abc"]), 3)
    assert await _read(open_store(None, directory), stored.key) == b"abc"
    assert await _read(open_store(directory.as_uri(), Path("unused")), stored.key) == b"abc"


@pytest.mark.parametrize("url", ["s3://bucket/prefix", "gs://bucket/prefix"])
def test_a_bucket_is_taken_by_its_url(url: str, directory: Path) -> None:
    assert isinstance(open_store(url, directory), AttachmentStore)
    assert not directory.exists()


@pytest.mark.parametrize(
    "url", ["", "nonsense", "s3://", "memory:///", "http://x/y", "foo://user:hidden@x/y", "file:///no/such/directory"]
)
def test_a_url_that_is_no_lasting_store_is_refused_without_repeating_it(url: str, directory: Path) -> None:
    with pytest.raises(StoreRefused) as refused:
        open_store(url, directory)
    assert str(refused.value).startswith(
        "HOTLINE_ATTACHMENTS_URL is not the address of a writable object store; write s3:"
    )
    assert "hidden" not in str(refused.value)
    assert refused.value.__suppress_context__ or refused.value.__context__ is None
