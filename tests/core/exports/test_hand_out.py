"""Handed out to the requester alone, in the log before, and only while all of it is still theirs to see."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from core.attachments.store import AttachmentStore
from core.audit.who_saw import who_saw
from core.cases.states import Secrecy
from core.errors import NotFound, Refused
from core.tables import CORE
from tests.core.audit.desk import accesses
from tests.core.exports.desk import asks, fetched, kept_closer, made, registered, requested, store
from tests.support.office import Office


@pytest.fixture
def files(tmp_path: Path) -> AttachmentStore:
    return store(tmp_path)


async def ready(office: Office, files: AttachmentStore) -> tuple[UUID, UUID]:
    """A case, and an export of it."""
    case = await registered(office)
    id_ = await requested(office, "city_lead", asks())
    await made(office, files)
    return case, id_


async def refused(office: Office, id_: UUID, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        await fetched(office, "city_lead", id_)
    assert refusal.value.code.code == code
    assert await accesses(office) == []


async def test_the_log_says_who_took_out_which_texts_for_what(office: Office, files: AttachmentStore) -> None:
    case, id_ = await ready(office, files)
    assert await accesses(office) == []

    row = await fetched(office, "city_lead", id_)

    assert row["storage_key"]
    found = await accesses(office)
    assert {row["act"] for row in found} == {"EXPORT"}
    assert {(row["purpose"], *row["actors"]) for row in found} == {("STATISTICS", str(office.viewer("city_lead").id))}
    seen = {column: ids for row in found for column, ids in row["seen"].items()}
    columns = ("case_file.case_no", "case_file.title", "case_file.content", "case_file.place")
    assert seen == {column: [str(case)] for column in columns}
    about = await office.pool.fetchrow("select * from case_file where id = $1", case)
    (sight,) = await who_saw(office.read, CORE, about, "case_file.title")
    assert (sight.act, sight.purpose, sight.subject) == ("EXPORT", "STATISTICS", office.viewer("city_lead").subject)


async def test_nobody_else_learns_that_it_is_there(office: Office, files: AttachmentStore) -> None:
    _, id_ = await ready(office, files)
    for role in ("auditor", "supervisor", "administrator", "operator"):
        with pytest.raises(NotFound):
            await fetched(office, role, id_)
    assert await accesses(office) == []


async def test_it_is_not_there_before_it_is_made_nor_after_its_day(office: Office, files: AttachmentStore) -> None:
    await registered(office)
    id_ = await requested(office, "city_lead", asks())
    await refused(office, id_, "EXPORT_NOT_READY")
    await made(office, files)
    office.clock.set(office.clock.now() + timedelta(hours=24))
    await refused(office, id_, "EXPORT_GONE")


async def test_a_case_that_became_secret_since_keeps_the_file_back(office: Office, files: AttachmentStore) -> None:
    case, id_ = await ready(office, files)
    await kept_closer(office, case, Secrecy.REPORTER_CONFIDENTIAL)
    await refused(office, id_, "EXPORT_OUTDATED")


async def test_so_does_one_that_was_anonymised(office: Office, files: AttachmentStore) -> None:
    case, id_ = await ready(office, files)
    await office.pool.execute("update case_file set anonymised_at = now() where id = $1", case)
    await refused(office, id_, "EXPORT_OUTDATED")


async def test_so_does_a_grant_that_was_taken_away(office: Office, files: AttachmentStore) -> None:
    _, id_ = await ready(office, files)
    former = office.viewers["city_lead"]
    office.viewers["city_lead"] = replace(former, grants=())
    try:
        await refused(office, id_, "EXPORT_OUTDATED")
    finally:
        office.viewers["city_lead"] = former
