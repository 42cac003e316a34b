"""Every file is read to its end: what is gone, altered, or not what was received is named by its id."""

from pathlib import Path
from uuid import UUID

import pytest

from core.attachments.examine import UNALTERED, examine_files
from core.attachments.store import AttachmentStore
from core.doctor.examine import examine
from tests.core.attachments.files import PNG, complete_file, given_file, lying, stored_plain
from tests.support.office import Office

FILE = PNG + bytes(200_000)


async def found(office: Office, store: AttachmentStore) -> list[tuple[str, str] | None]:
    told = [one async for one in examine_files(office.read, office.services.keys, store)]
    assert {one.rule for one in told if one} <= {UNALTERED}
    return [one and (one.subject, one.note) for one in told]


async def test_files_that_are_what_was_received_are_clean(office: Office, store: AttachmentStore) -> None:
    (given, _), free, old = (
        await given_file(office, store, FILE),
        await complete_file(office, store),
        await plain(office, store),
    )
    assert len({given, free, old}) == 3
    assert await found(office, store) == [None, None, None]
    assert [one for one in await examine(office.pool) if one.rule.name == "attachment.complete"] == []


async def plain(office: Office, store: AttachmentStore, content: bytes = PNG) -> UUID:
    id_ = await complete_file(office, store)
    await stored_plain(office, store, id_, content)
    return id_


@pytest.mark.parametrize("how", ["gone", "altered", "cut off", "key"])
async def test_a_file_that_is_not_is_named(office: Office, store: AttachmentStore, directory: Path, how: str) -> None:
    whole, (id_, _) = await complete_file(office, store), await given_file(office, store, FILE)
    path = directory / (await lying(office, id_))["storage_key"]
    stored = path.read_bytes()
    if how == "gone":
        path.unlink()
    elif how == "altered":
        path.write_bytes(stored[:150_000] + bytes([stored[150_000] ^ 1]) + stored[150_001:])
    elif how == "cut off":
        path.write_bytes(stored[: 17 + 2 * (65_536 + 16)])
    else:
        await office.pool.execute("update attachment set key_sealed = null where id = $1", id_)

    note = "is not in the store, or its case's key is destroyed"
    if how != "gone":
        note = "does not open: altered, cut off, exchanged, or sealed with another key"
    assert await found(office, store) == [None, (str(id_), note)]
    assert whole < id_


async def test_a_plain_file_that_was_altered_is_named(office: Office, store: AttachmentStore) -> None:
    id_ = await plain(office, store, PNG[:-1] + b"\x01")
    assert await found(office, store) == [(str(id_), "is not what was received")]


async def test_a_row_without_the_keys_it_needs_is_found_without_reading_a_file(
    office: Office, store: AttachmentStore
) -> None:
    id_, _ = await given_file(office, store)
    await office.pool.execute("update attachment set key_sealed = null where id = $1", id_)

    (one,) = [one for one in await examine(office.pool) if one.rule.name == "attachment.complete"]
    assert (one.subject, one.note) == (str(id_), "COMPLETE as sealed with 0 keys")
