import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from core.attachments.content import LIMITS, ContentKind
from core.attachments.model import attachment
from core.attachments.receive import receive
from core.attachments.store import AttachmentStore
from core.attachments.sweep import sweep
from core.attachments.token import attachment_of, new_token
from core.errors import Refused
from core.ids import new_id
from core.sealing.stream import CHUNK_BYTES
from tests.core.attachments.files import PNG, announce, read_file, send, stored_bytes, stored_files
from tests.support.office import START, Office

ROW = select(attachment)


async def test_the_bytes_are_stored_and_noted(office: Office, store: AttachmentStore, directory: Path) -> None:
    upload = await announce(office)
    stored = await send(office, store, upload.token, PNG[:7], b"", PNG[7:])
    row = await office.read.fetch_one(ROW)
    assert row is not None
    assert (row["state"], row["size"], row["sha256"], row["content_type"]) == (
        "UPLOADED",
        len(PNG),
        stored.sha256,
        "image/png",
    )
    assert row["token_index"] is None
    assert stored_files(directory) == [row["storage_key"].rpartition("/")[2]]


async def test_what_is_stored_is_sealed_and_its_plain_bytes_never_touch_the_disk(
    office: Office, store: AttachmentStore, directory: Path
) -> None:
    upload, canary = await announce(office), b"\xe5\xbc\xa0\xe4\xb8\x89 370902199001011234"
    megabyte = canary * ((1 << 20) // len(canary))

    async def stream() -> AsyncIterator[bytes]:
        yield PNG
        for _ in range(12):
            yield megabyte
        # Given that the first parts are on disk by now, in a file that is not whole
        async with asyncio.timeout(5):
            while not (parts := stored_bytes(directory)):  # noqa: ASYNC110 - the store has no event for it
                await asyncio.sleep(0.01)
        assert canary not in parts

    stored = await receive(office.pool, office.services, store, upload.token, stream())

    assert stored.size == len(PNG) + 12 * len(megabyte)
    assert len(stored_bytes(directory)) == 17 + stored.size + 16 * -(-stored.size // CHUNK_BYTES)
    assert canary not in stored_bytes(directory)
    assert b"PNG" not in stored_bytes(directory)[:1000]
    assert (await read_file(office, store, upload.id))[-len(canary) :] == canary


async def test_a_transfer_that_fails_leaves_no_key(office: Office, store: AttachmentStore) -> None:
    upload = await announce(office)

    async def breaking() -> AsyncIterator[bytes]:
        yield PNG
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await receive(office.pool, office.services, store, upload.token, breaking())
    row = await office.read.fetch_one(ROW)
    assert row is not None
    assert (row["own_key"], row["key_sealed"], row["format"]) == (None, None, 0)

    await send(office, store, upload.token, PNG)
    assert (
        await office.pool.fetchval("select num_nonnulls(own_key, key_sealed, nullif(format, 0)) from attachment") == 3
    )


async def _refusal(office: Office, store: AttachmentStore, token: str) -> str:
    with pytest.raises(Refused) as refused:
        await send(office, store, token, PNG)
    return refused.value.code.code


async def test_a_token_works_once(office: Office, store: AttachmentStore, directory: Path) -> None:
    upload = await announce(office)
    await send(office, store, upload.token, PNG)
    assert await _refusal(office, store, upload.token) == "UPLOAD_USED"
    assert len(stored_files(directory)) == 1


async def test_of_many_senders_one_wins(office: Office, store: AttachmentStore, directory: Path) -> None:
    upload = await announce(office)
    results = await asyncio.gather(
        *(send(office, store, upload.token, PNG, bytes([n])) for n in range(8)), return_exceptions=True
    )
    won = [one for one in results if not isinstance(one, BaseException)]
    lost = [one.code.code for one in results if isinstance(one, Refused)]
    assert (len(won), lost) == (1, ["UPLOAD_USED"] * 7)
    assert stored_files(directory) == [won[0].key.rpartition("/")[2]]
    row = await office.read.fetch_one(ROW)
    assert row is not None
    assert (row["storage_key"], row["sha256"]) == (won[0].key, won[0].sha256)


async def test_the_last_instant_of_a_token_is_in_time(office: Office, store: AttachmentStore) -> None:
    upload = await announce(office)
    office.clock.set(upload.expires_at)
    await send(office, store, upload.token, PNG)


async def test_a_token_expires(office: Office, store: AttachmentStore) -> None:
    upload = await announce(office)
    office.clock.set(upload.expires_at + timedelta(microseconds=1))
    assert await _refusal(office, store, upload.token) == "UPLOAD_EXPIRED"


async def test_what_is_no_token_is_not_found(office: Office, store: AttachmentStore) -> None:
    upload = await announce(office)
    guessed = new_token(upload.id)
    wrong = ["", "x", "中" * 8, upload.token[:-1], upload.token + "AAAA", guessed, new_token(new_id()), str(upload.id)]
    assert [await _refusal(office, store, token) for token in wrong] == ["UPLOAD_NOT_FOUND"] * len(wrong)


def test_a_token_names_its_attachment() -> None:
    id_ = new_id()
    token = new_token(id_)
    assert (attachment_of(token), len(token)) == (id_, 64)
    assert new_token(id_) != token


async def test_a_file_beyond_the_limit_leaves_nothing_and_the_token_works_on(
    office: Office, store: AttachmentStore, directory: Path
) -> None:
    upload = await announce(office)
    megabyte = bytes(1 << 20)
    with pytest.raises(Refused) as refused:
        await send(office, store, upload.token, *[megabyte] * (LIMITS[ContentKind.IMAGE] // len(megabyte)), b"x")
    assert refused.value.params == {"limit": LIMITS[ContentKind.IMAGE]}
    assert refused.value.code.code == "ATTACHMENT_TOO_LARGE"
    assert stored_files(directory) == []
    await send(office, store, upload.token, PNG)


async def test_a_file_said_to_be_beyond_the_limit_is_not_read(office: Office, store: AttachmentStore) -> None:
    upload = await announce(office)
    read = []

    async def stream() -> AsyncIterator[bytes]:
        read.append(1)
        yield PNG

    with pytest.raises(Refused) as refused:
        await receive(
            office.pool, office.services, store, upload.token, stream(), announced=LIMITS[ContentKind.IMAGE] + 1
        )
    assert (refused.value.code.code, read) == ("ATTACHMENT_TOO_LARGE", [])


async def test_a_sender_who_leaves_leaves_nothing(office: Office, store: AttachmentStore, directory: Path) -> None:
    upload = await announce(office)
    before = dict(await office.read.fetch_one(ROW) or {})

    async def breaking() -> AsyncIterator[bytes]:
        yield PNG
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await receive(office.pool, office.services, store, upload.token, breaking())
    assert dict(await office.read.fetch_one(ROW) or {}) == before
    assert stored_files(directory) == []


async def test_a_cancelled_transfer_leaves_nothing(office: Office, store: AttachmentStore, directory: Path) -> None:
    upload = await announce(office)
    before, begun = dict(await office.read.fetch_one(ROW) or {}), asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        yield PNG
        begun.set()
        await asyncio.Event().wait()

    sending = asyncio.create_task(receive(office.pool, office.services, store, upload.token, endless()))
    await begun.wait()
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    assert dict(await office.read.fetch_one(ROW) or {}) == before
    assert stored_files(directory) == []


async def test_a_file_swept_while_it_arrives_is_refused(
    office: Office, store: AttachmentStore, directory: Path
) -> None:
    upload = await announce(office)

    async def slow() -> AsyncIterator[bytes]:
        yield PNG
        assert await sweep(office.pool, store, START + timedelta(days=1)) == 1

    with pytest.raises(Refused) as refused:
        await receive(office.pool, office.services, store, upload.token, slow())
    assert refused.value.code.code == "UPLOAD_EXPIRED"
    assert stored_files(directory) == []
