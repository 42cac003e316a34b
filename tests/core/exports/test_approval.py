"""What was approved is in the log by its digest, and nothing else is made of the approval."""

from pathlib import Path

import pytest

from core.attachments.store import AttachmentStore
from core.cases.states import Kind
from core.events.sequence import step
from core.events.verify import verify
from core.exports.approval import digest
from core.exports.request import approve_export, refuse_export
from core.exports.rows import Filter
from tests.core.audit.desk import accesses
from tests.core.exports.desk import asks, made, opened, registered, requested, rows, store
from tests.support.office import Office

HELP = Filter(kinds=("HELP_REQUEST",), district="370902")
SWAPS = (
    "filter = filter || '{\"kinds\": []}'",
    "columns = columns || '{REPORTER_PHONE}'",
    "purpose = 'AUDIT'",
    "public_key = sha256('another key')",
    "requested_by = (select account_id from role_grant where role = 'supervisor' limit 1)",
    "rows = rows + 1000",
    "approved_in = null",
)


@pytest.fixture
def files(tmp_path: Path) -> AttachmentStore:
    return store(tmp_path)


async def _approved(office: Office) -> None:
    if not await office.pool.fetchval("select count(*) from case_file"):
        await registered(office, private=True)
        await registered(office, "噪音扰民", Kind.COMPLAINT, private=True)
    id_ = await requested(office, "city_lead", asks(filter=HELP))
    await office.run(approve_export, "auditor", id_)


async def test_the_log_says_who_approved_what(office: Office) -> None:
    await _approved(office)

    row = await office.pool.fetchrow("select * from export")
    (event,) = await accesses(office)
    assert (event["act"], event["actors"]) == ("APPROVE", [str(office.viewer("auditor").id)])
    assert (event["seen"], event["purpose"]) == ({"export.filter": [str(row["id"])]}, "STATISTICS")
    assert (event["approved"], event["id"]) == (digest(row), row["approved_in"])


async def test_what_was_approved_is_chained(office: Office) -> None:
    await _approved(office)
    while await step(office.pool):
        pass
    assert await verify(office.read) is None
    for altered in ("sha256('another')", "null"):
        async with office.pool.acquire() as connection:
            change = connection.transaction()
            await change.start()
            await connection.execute(f"update access_event set approved = {altered}")
            assert await verify(type(office.read)(connection)) is not None
            await change.rollback()


async def test_what_was_approved_is_made(office: Office, files: AttachmentStore) -> None:
    await _approved(office)
    await made(office, files)
    id_ = await office.pool.fetchval("select id from export where state = 'MADE'")
    assert [row["诉求类型"] for row in rows(await opened(office, files, id_))] == ["HELP_REQUEST"]


async def test_what_was_swapped_after_it_is_asked_again(office: Office, files: AttachmentStore) -> None:
    for swap in SWAPS:
        await _approved(office)
        await office.pool.execute(f"update export set {swap}")

        await made(office, files)

        row = await office.pool.fetchrow("select state, decided_by, decided_at, approved_in, storage_key from export")
        assert tuple(row) == ("AWAITING_APPROVAL", None, None, None, None), swap
        await office.pool.execute("delete from export")


async def test_a_refusal_binds_nothing(office: Office) -> None:
    await registered(office, private=True)
    id_ = await requested(office, "city_lead", asks())
    await office.run(refuse_export, "auditor", id_)
    assert await accesses(office) == []
    assert await office.pool.fetchval("select approved_in from export") is None
