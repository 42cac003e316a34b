"""Files that were stored before files were sealed are sealed after the upgrade, while they are read, given and swept."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from core.attachments.open import open_file
from core.attachments.seal import seal_files, unsealed_files
from core.attachments.store import AttachmentStore
from core.attachments.sweep import sweep
from tests.core.attachments.files import (
    PNG,
    complete_file,
    give_file,
    given_file,
    lying,
    read_file,
    stored_bytes,
    stored_files,
    stored_plain,
)
from tests.core.keys.rotating import rotated, surveyed
from tests.support.office import START, Office

FILE = PNG + bytes(range(256)) * 1_000


@pytest.fixture
async def old(office: Office, store: AttachmentStore) -> tuple[UUID, UUID]:
    """A case's file and one that is no case's, as they were stored before."""
    free, (given, _) = await complete_file(office, store, FILE), await given_file(office, store, FILE)
    for id_ in (free, given):
        await stored_plain(office, store, id_, FILE)
    return free, given


async def sealed(office: Office, store: AttachmentStore) -> list[UUID]:
    return [id_ async for id_ in seal_files(office.pool, office.services, store)]


async def test_they_are_sealed_where_they_lie(
    office: Office, store: AttachmentStore, directory: Path, old: tuple[UUID, UUID]
) -> None:
    assert await unsealed_files(office.read) == 2
    names = stored_files(directory)

    assert await sealed(office, store) == sorted(old)

    assert await unsealed_files(office.read) == 0
    assert stored_files(directory) == names
    assert FILE[64:1_000] not in stored_bytes(directory)
    for id_ in old:
        row = await lying(office, id_)
        assert (row["format"], row["own_key"] is None) == (1, row["case_id"] is not None)
        assert await read_file(office, store, id_) == FILE
    await rotated(office)
    assert not (await surveyed(office)).unfinished
    assert await sealed(office, store) == []


async def test_a_run_that_is_cut_off_anywhere_is_gone_on_with(
    office: Office, store: AttachmentStore, old: tuple[UUID, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = store.replace

    async def cut_off_before(_: AsyncIterator[bytes], __: str) -> None:
        raise ConnectionError

    async def cut_off_after(stream: AsyncIterator[bytes], key: str) -> None:
        await replace(stream, key)
        raise ConnectionError

    for broken in (cut_off_before, cut_off_after, cut_off_before, cut_off_after):
        monkeypatch.setattr(store, "replace", broken)
        with pytest.raises(ConnectionError):
            await sealed(office, store)
        monkeypatch.setattr(store, "replace", replace)
        assert [await read_file(office, store, id_) for id_ in old] == [FILE, FILE]

    assert await sealed(office, store) == sorted(old)
    assert [await read_file(office, store, id_) for id_ in old] == [FILE, FILE]


async def test_one_that_is_cancelled_while_it_is_written_is_kept(
    office: Office, store: AttachmentStore, old: tuple[UUID, UUID]
) -> None:
    for step in range(12):
        run = asyncio.ensure_future(sealed(office, store))
        await asyncio.sleep(step * 0.001)
        run.cancel()
        await asyncio.wait([run])
        assert [await read_file(office, store, id_) for id_ in old] == [FILE, FILE]


async def test_who_reads_one_meanwhile_reads_it_to_its_end(
    office: Office, store: AttachmentStore, old: tuple[UUID, UUID]
) -> None:
    rows = [await lying(office, id_) for id_ in old]
    async with aclosing(await open_file(office.services.keys, store, rows[0])) as reading:
        first = await anext(reading)

        await sealed(office, store)

        assert first + b"".join([piece async for piece in reading]) == FILE


async def test_one_that_is_given_to_a_case_meanwhile_is_that_case_s(
    office: Office, store: AttachmentStore, old: tuple[UUID, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    replace, free = store.replace, (await lying(office, old[0]))["storage_key"]

    async def given_before(stream: AsyncIterator[bytes], key: str) -> None:
        if key == free:
            await give_file(office, old[0])
        await replace(stream, key)

    monkeypatch.setattr(store, "replace", given_before)
    assert await sealed(office, store) == sorted(old)

    row = await lying(office, old[0])
    assert (row["own_key"], row["format"]) == (None, 1)
    assert row["case_id"] is not None
    assert await read_file(office, store, old[0]) == FILE


async def test_one_that_is_swept_meanwhile_comes_not_back(
    office: Office, store: AttachmentStore, directory: Path, old: tuple[UUID, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = store.replace

    async def swept_before(stream: AsyncIterator[bytes], key: str) -> None:
        await sweep(office.pool, store, START + timedelta(days=1))
        await replace(stream, key)

    monkeypatch.setattr(store, "replace", swept_before)
    assert await sealed(office, store) == [old[1]]

    assert len(stored_files(directory)) == 1
    assert await read_file(office, store, old[1]) == FILE


async def test_one_that_is_not_in_the_store_is_left(
    office: Office, store: AttachmentStore, old: tuple[UUID, UUID]
) -> None:
    await store.delete((await lying(office, old[0]))["storage_key"])

    assert await sealed(office, store) == [old[1]]

    assert await unsealed_files(office.read) == 1
