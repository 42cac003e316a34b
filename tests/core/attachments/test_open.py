"""A file opens by its case's key alone, whatever becomes of that; without it, by nothing."""

import shutil
from pathlib import Path
from uuid import UUID

import pytest

from core.attachments.open import open_file
from core.attachments.store import AttachmentStore
from core.cases.commands.divert_case import divert_case
from core.cases.commands.withdraw_case import withdraw_case
from core.cases.inputs.intake import WithdrawCase
from core.cases.inputs.triage import DivertCase
from core.cases.states import TriageExit
from core.errors import NotFound, Refused
from core.keys.shred import shred
from core.sealing.envelope import SealBroken
from tests.core.attachments.files import (
    PNG,
    complete_file,
    given_file,
    lying,
    read_file,
    stored_path,
    stored_plain,
)
from tests.core.keys.rotating import rotated, surveyed
from tests.support.office import Office

CANARY = "身份证 370902199001011234".encode()
FILE = PNG + CANARY * 20_000
"""Of several chunks, and more than is read at once."""


async def test_a_file_is_read_as_it_came_before_and_after_it_is_a_case_s(
    office: Office, store: AttachmentStore, directory: Path
) -> None:
    free = await complete_file(office, store, FILE)
    assert await read_file(office, store, free) == FILE
    bytes_then = stored_path(directory).read_bytes()
    stored_path(directory).unlink()

    id_, _ = await given_file(office, store, FILE)

    assert await read_file(office, store, id_) == FILE
    row = await lying(office, id_)
    assert (row["own_key"], row["format"], row["size"]) == (None, 1, len(FILE))
    assert CANARY not in bytes_then + stored_path(directory).read_bytes()


async def test_a_key_that_is_given_to_a_case_opens_by_nothing_else(office: Office, store: AttachmentStore) -> None:
    id_, _ = await given_file(office, store)
    _, other = await given_file(office, store)
    row = await lying(office, id_)
    theirs = await office.pool.fetchval("select case_key from case_file where id = $1", other)

    for changed in ({"case_key": theirs}, {"case_key": None}, {"key_sealed": None}, {"id": UUID(int=1)}):
        with pytest.raises(SealBroken):
            await open_file(office.services.keys, store, {**row, **changed})


async def test_two_files_that_are_exchanged_in_the_store_do_not_open(
    office: Office, store: AttachmentStore, directory: Path
) -> None:
    one, two = [(await given_file(office, store, FILE))[0] for _ in range(2)]
    paths = [directory / (await lying(office, id_))["storage_key"] for id_ in (one, two)]
    shutil.move(paths[0], directory / "kept")
    shutil.move(paths[1], paths[0])
    shutil.move(directory / "kept", paths[1])

    for id_ in (one, two):
        with pytest.raises(SealBroken, match=f"attachment.content.{id_}"):
            await read_file(office, store, id_)


@pytest.mark.parametrize("at", [0, 5, 12, 20, 65_600, -1])
async def test_an_altered_file_is_never_given_as_whole(
    office: Office, store: AttachmentStore, directory: Path, at: int
) -> None:
    id_, _ = await given_file(office, store, FILE)
    altered = bytearray(stored_path(directory).read_bytes())
    altered[at] ^= 1
    stored_path(directory).write_bytes(altered)

    with pytest.raises(SealBroken):
        await read_file(office, store, id_)


async def test_a_file_that_is_gone_is_not_found(office: Office, store: AttachmentStore, directory: Path) -> None:
    id_, _ = await given_file(office, store)
    stored_path(directory).unlink()
    with pytest.raises(NotFound):
        await read_file(office, store, id_)


async def test_new_case_keys_leave_the_bytes_as_they_are_and_the_file_readable(
    office: Office, store: AttachmentStore, directory: Path
) -> None:
    id_, _ = await given_file(office, store, FILE)
    before, bytes_then = await lying(office, id_), stored_path(directory).read_bytes()

    await rotated(office)

    after = await lying(office, id_)
    assert before["case_key"] != after["case_key"]
    assert before["key_sealed"] != after["key_sealed"]
    assert stored_path(directory).read_bytes() == bytes_then
    assert await read_file(office, store, id_) == FILE
    assert not (await surveyed(office)).unfinished


async def test_a_file_is_readable_between_the_two_passes_of_a_rotation(office: Office, store: AttachmentStore) -> None:
    id_, case_id = await given_file(office, store)
    row = await lying(office, id_)
    two = await office.services.keys.successor(row["case_key"], "2026-12")
    await office.pool.execute("update case_file set case_key = $1 where id = $2", two, case_id)

    assert await read_file(office, store, id_) == PNG


async def test_a_copy_of_the_store_opens_no_more_once_the_case_is_shredded(
    office: Office, store: AttachmentStore, directory: Path
) -> None:
    id_, case_id = await given_file(office, store, FILE)
    await office.run(withdraw_case, "operator", WithdrawCase(case_id=case_id, reason="本人不再需要"))
    before, path = await lying(office, id_), stored_path(directory)
    copy = path.read_bytes()

    await shred(office.pool, office.services, store, await _number(office, case_id))

    after = await lying(office, id_)
    assert (after["state"], after["storage_key"], after["key_sealed"], after["case_key"]) == ("PURGED", None, None, b"")
    assert not path.exists()
    path.write_bytes(copy)
    # Not even with what the row held: its key is sealed with one that is destroyed
    with pytest.raises(Refused) as refused:
        await open_file(office.services.keys, store, {**before, "case_key": after["case_key"]})
    assert refused.value.code.code == "CASE_SHREDDED"


async def test_the_files_of_a_case_that_held_a_secret_are_unreadable_before_the_sweep_comes(
    office: Office, store: AttachmentStore
) -> None:
    id_, case_id = await given_file(office, store)
    exit_ = DivertCase(
        case_id=case_id, exit=TriageExit.EXPLAINED, detail="STATE_SECRET", basis="保密法", told="不予受理"
    )

    await office.run(divert_case, "operator", exit_)

    row = await lying(office, id_)
    assert (row["state"], row["case_id"], row["own_key"], row["key_sealed"]) == ("PURGED", None, None, None)
    with pytest.raises(SealBroken):
        await read_file(office, store, id_)


async def test_what_was_stored_before_files_were_sealed_is_read_as_it_is(
    office: Office, store: AttachmentStore
) -> None:
    id_, _ = await given_file(office, store, FILE)
    await stored_plain(office, store, id_, FILE)
    assert await read_file(office, store, id_) == FILE


async def _number(office: Office, case_id: UUID) -> str:
    return str(await office.pool.fetchval("select case_no from case_file where id = $1", case_id))
