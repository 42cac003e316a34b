"""A shredded case: it is what the retention clocks would make of it years later, and an event of its own says so."""

from pathlib import Path
from uuid import UUID

import pytest

from core.access.viewer import SYSTEM
from core.attachments.store import AttachmentStore
from core.cases.commands.accept_case import accept_case
from core.cases.inputs.triage import AcceptCase
from core.db.uow import unit_of_work
from core.doctor.examine import examine
from core.errors import Refused
from core.events.sequence import step
from core.events.verify import verify
from core.keys.shred import NotShredded, shred
from core.retention.hold import LiftLegalHold, PlaceLegalHold, lift_legal_hold, place_legal_hold
from tests.core.attachments.files import complete_file, stored_files
from tests.core.audit.desk import register
from tests.core.keys.rotating import rotated, some_cases, surveyed
from tests.core.retention.old import TOLD, ended, everything, store
from tests.support.office import Office

CODES = "select state, kind, channel, district, secrecy, registered_at, closed_at, outcome from case_file where id = $1"


@pytest.fixture
def files(tmp_path: Path) -> AttachmentStore:
    return store(tmp_path / "files")


async def number(office: Office, case_id: UUID) -> str:
    return str(await office.pool.fetchval("select case_no from case_file where id = $1", case_id))


async def test_nobody_is_told_of_after_it_and_what_is_counted_stays(
    office: Office, files: AttachmentStore, tmp_path: Path
) -> None:
    await some_cases(office, 1)
    others = (await surveyed(office)).values
    case_id = await ended(office)
    attached = await complete_file(office, files)
    await office.pool.execute("update attachment set case_id = $1 where id = $2", case_id, attached)
    before = await office.pool.fetchrow(CODES, case_id)

    await shred(office.pool, office.services, files, await number(office, case_id))

    left = await everything(office)
    assert [word for word in TOLD if word in left] == []
    assert stored_files(tmp_path / "files") == []
    assert await office.pool.fetchrow(CODES, case_id) == before
    found = await surveyed(office)
    assert (found.shredded, found.lost, found.values) == (1, 0, others)
    await rotated(office)
    assert not (await surveyed(office)).unfinished


async def test_one_event_says_so_in_the_one_chained_log(office: Office, files: AttachmentStore) -> None:
    case_id = await ended(office)
    version = await office.pool.fetchval("select version from case_file where id = $1", case_id)

    await shred(office.pool, office.services, files, await number(office, case_id))

    events = await office.pool.fetch(
        "select * from case_event where case_id = $1 and case_version > $2", case_id, version
    )
    assert [(one["type"], one["actor"], one["case_version"]) for one in events] == [
        ("caseShredded", "system", version + 1)
    ]
    while await step(office.pool):
        pass
    assert await verify(office.read) is None
    assert await examine(office.pool) == ()


async def test_halfway_through_a_rotation_both_keys_go(office: Office, files: AttachmentStore) -> None:
    case_id = await ended(office)
    wrapped = await office.pool.fetchval("select case_key from case_file where id = $1", case_id)
    two = await office.services.keys.successor(wrapped, "2026-11")
    await office.pool.execute("update case_file set case_key = $1 where id = $2", two, case_id)

    await shred(office.pool, office.services, files, await number(office, case_id))

    assert (await surveyed(office)).values == 0


async def test_a_case_under_a_legal_hold_is_kept_until_that_is_lifted(office: Office, files: AttachmentStore) -> None:
    case_id = await ended(office)
    no = await number(office, case_id)
    async with unit_of_work(office.pool, office.services) as uow:
        await place_legal_hold(uow, SYSTEM, PlaceLegalHold(case_id=case_id, reason="诉讼中"))
    kept = await everything(office)

    with pytest.raises(NotShredded, match=f"^{no} cannot be: it is under a legal hold"):
        await shred(office.pool, office.services, files, no)

    assert await everything(office) == kept
    async with unit_of_work(office.pool, office.services) as uow:
        await lift_legal_hold(uow, SYSTEM, LiftLegalHold(case_id=case_id))
    await shred(office.pool, office.services, files, no)


async def test_a_case_that_has_not_ended_or_is_shredded_is_refused(office: Office, files: AttachmentStore) -> None:
    open_, done = await register(office), await ended(office)
    with pytest.raises(NotShredded, match="is RECEIVED; only a case that has ended can be"):
        await shred(office.pool, office.services, files, await number(office, open_))
    await office.pool.execute("update clock set stopped_at = null where case_id = $1", done)
    with pytest.raises(NotShredded, match="one of its clocks is still running"):
        await shred(office.pool, office.services, files, await number(office, done))
    await office.pool.execute("update clock set stopped_at = now() where case_id = $1", done)

    await shred(office.pool, office.services, files, await number(office, done))

    with pytest.raises(NotShredded, match="its key has been destroyed already"):
        await shred(office.pool, office.services, files, await number(office, done))
    with pytest.raises(NotShredded, match="there is no case TA0"):
        await shred(office.pool, office.services, files, "TA0")


async def test_who_decides_on_it_meanwhile_finds_it_closed(office: Office, files: AttachmentStore) -> None:
    case_id = await ended(office)
    await shred(office.pool, office.services, files, await number(office, case_id))

    with pytest.raises(Refused) as refused:
        await office.run(accept_case, "operator", AcceptCase(case_id=case_id, category="990000"))
    assert refused.value.code.code == "CASE_FROZEN"
