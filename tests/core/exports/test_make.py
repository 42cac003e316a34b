"""A file has what its recipient may see at the moment it is made, and their mark in every part of it."""

from datetime import timedelta
from pathlib import Path

import pytest

from core.access.load import load_viewer
from core.attachments.store import AttachmentStore
from core.cases.states import Kind
from core.errors import NotFound, Refused
from core.exports.columns import ExportColumn
from core.exports.make import expire, make_next
from core.exports.mark import marks_in, place, without_signs
from core.exports.request import approve_export
from core.exports.trace import suspects
from tests.core.exports.desk import asks, made, opened, registered, requested, rows, store
from tests.support.office import Office


@pytest.fixture
def files(tmp_path: Path) -> AttachmentStore:
    return store(tmp_path)


async def test_it_holds_texts_masks_and_plain_columns(office: Office, files: AttachmentStore) -> None:
    await registered(office, "=1+1 路灯")
    id_ = await requested(office, "city_lead", asks())
    await made(office, files)

    text = await opened(office, files, id_)

    (row,) = rows(text)
    assert (row["标题"], row["诉求内容"], row["电话（脱敏）"]) == ("'=1+1 路灯", "昨晚起", "138****2345")
    assert (row["诉求人（脱敏）"], row["诉求类型"], row["登记时间"]) == (
        "张**",
        "HELP_REQUEST",
        "2026-11-16T10:00:00+08:00",
    )
    assert "张三丰" not in text
    assert "13853812345" not in text
    assert await office.pool.fetchval("select state from export") == "MADE"


async def test_what_is_not_open_to_the_requester_is_empty(office: Office, files: AttachmentStore) -> None:
    await registered(office)
    id_ = await requested(office, "supervisor", asks(ExportColumn.CASE_NO, ExportColumn.REPORTER_PHONE))
    await made(office, files)
    (row,) = rows(await opened(office, files, id_))
    assert office.viewers["supervisor"].may("reporter.read") is False
    assert row["电话（脱敏）"] == ""
    assert row["工单编号"].startswith("TA")


async def test_an_issuer_confined_to_a_county_takes_none_of_the_city_out(
    office: Office, files: AttachmentStore
) -> None:
    await registered(office, district="370902")
    await registered(office, district="370911")
    await requested(office, "city_lead", asks())

    bounds = {"d:": "370902"}
    assert await make_next(office.pool, office.services, files, office.matrix, bounds)

    assert await office.pool.fetchrow("select state, shown from export") == ("EXPIRED", None)


async def test_every_recipient_has_marks_and_an_order_of_their_own(office: Office, files: AttachmentStore) -> None:
    for _ in range(14):
        await registered(office)
    first = await requested(office, "city_lead", asks(ExportColumn.CASE_NO, ExportColumn.TITLE))
    second = await requested(office, "supervisor", asks(ExportColumn.CASE_NO, ExportColumn.TITLE))
    await made(office, files)
    marks = {row["id"]: row["mark"] for row in await office.pool.fetch("select id, mark from export")}
    for id_, role in ((first, "city_lead"), (second, "supervisor")):
        text = await opened(office, files, id_)
        lines = text.splitlines()
        assert marks_in(text) == {marks[id_]}
        assert all(marks_in(line) for line in (lines[0], *lines[2:]))
        numbers = [row["工单编号"] for row in rows(text)]
        assert numbers == sorted(numbers, key=lambda number: place(marks[id_], number))
        assert office.viewer(role).subject in text.splitlines()[0]
        assert [one.export_id for one in await suspects(office.read, lines[5])] == [id_]
        assert [one.export_id for one in await suspects(office.read, " ".join(numbers))] == [id_]
    assert await suspects(office.read, "没有任何工单") == []


async def test_what_has_grown_more_secret_is_asked_again(office: Office, files: AttachmentStore) -> None:
    await registered(office)
    id_ = await requested(office, "city_lead", asks())
    await registered(office, private=True)
    await made(office, files)
    row = await office.pool.fetchrow("select state, approval, rows from export")
    assert tuple(row) == ("AWAITING_APPROVAL", True, 2)
    await office.run(approve_export, "auditor", id_)
    await made(office, files)
    assert len(rows(await opened(office, files, id_))) == 2


async def test_a_grant_that_ended_ends_the_export(office: Office, files: AttachmentStore) -> None:
    await registered(office)
    await requested(office, "supervisor", asks())
    subject = office.viewers["supervisor"].subject
    await office.pool.execute("update account set active = false where subject = $1", subject)
    try:
        assert await load_viewer(office.read, subject, office.matrix, office.clock.now()) is None
        await made(office, files)
        assert await office.pool.fetchval("select state from export") == "EXPIRED"
    finally:
        await office.pool.execute("update account set active = true where subject = $1", subject)


async def test_the_file_is_removed_after_a_day(office: Office, files: AttachmentStore) -> None:
    await registered(office)
    await requested(office, "city_lead", asks())
    await made(office, files)
    key = await office.pool.fetchval("select storage_key from export")
    office.clock.set(office.clock.now() + timedelta(hours=24) - timedelta(seconds=1))
    assert await expire(office.pool, office.services, files) == 0
    office.clock.set(office.clock.now() + timedelta(seconds=1))
    assert await expire(office.pool, office.services, files) == 1
    with pytest.raises(NotFound):
        await files.open_stream(key)
    row = await office.pool.fetchrow("select state, storage_key, shown from export")
    assert tuple(row) == ("EXPIRED", None, None)


async def test_what_is_kept_closer_is_in_nobody_s_file_and_changes_none(office: Office, files: AttachmentStore) -> None:
    # Given the same ordinary cases, first alone, then among reports and a discipline case
    await registered(office, "普通事项")
    roles = ("city_lead", "supervisor", "county_officer")
    alone = {role: await _numbers(office, files, role) for role in roles}
    for _ in range(3):
        await registered(office, "绝密金丝雀", kind=Kind.REPORT)
    hidden = await registered(office, "绝密金丝雀")
    await office.pool.execute("update case_file set secrecy = 3 where id = $1", hidden)

    assert {role: await _numbers(office, files, role) for role in roles} == alone
    assert [len(numbers) for numbers in alone.values()] == [1, 1, 1]


async def _numbers(office: Office, files: AttachmentStore, role: str) -> list[str]:
    """The cases in a role's file; none if there is nothing to export."""
    try:
        id_ = await requested(office, role, asks())
    except Refused:
        return []
    await made(office, files)
    text = await opened(office, files, id_)
    assert "金丝雀" not in without_signs(text)
    return [row["工单编号"] for row in rows(text)]
