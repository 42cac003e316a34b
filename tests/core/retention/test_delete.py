"""A deleted case leaves nothing but the log of who saw it; what others still refer to waits."""

from pathlib import Path
from uuid import UUID

import pytest

from core.attachments.store import AttachmentStore
from core.counters.count import step as count
from core.doctor.examine import examine
from core.events.sequence import step
from core.retention.run import plan_of, run
from core.tables import BUSINESS
from tests.core.retention.old import ended, everything, ran, store, wait
from tests.support.office import Office

LOG = "with cut as (delete from event_log) insert into log_anchor select last_pos, chain, now(), now() from sequencer"


@pytest.fixture
def files(tmp_path: Path) -> AttachmentStore:
    return store(tmp_path)


async def _numbered(office: Office) -> None:
    while await step(office.pool) or await count(office.pool, office.services):
        pass


async def test_it_waits_for_the_log_to_be_cut_off_and_then_leaves_no_row(
    office: Office, files: AttachmentStore
) -> None:
    case = await ended(office)
    wait(office, days=3660)
    assert await ran(office, files) == (1, 1, 0)
    await _numbered(office)
    assert await ran(office, files) == (0, 0, 0)
    await office.pool.execute(LOG)

    assert await ran(office, files) == (0, 0, 1)

    assert str(case) not in await everything(office)
    kept = {"event_log", "sequencer", "log_anchor", "retention_run", "counter_cursor", "account", "role_grant"}
    full = [table.name for table in BUSINESS if table.name not in {*kept, "liaison_officer", "work_queue"}]
    counts = {name: await office.pool.fetchval(f"select count(*) from {name}") for name in full}
    assert {name for name, n in counts.items() if n} == set()
    assert await examine(office.pool) == ()


async def test_a_plan_tells_of_no_deletion_that_a_run_leaves_for_later(office: Office, files: AttachmentStore) -> None:
    """What is anonymised now has an event the log has yet to keep for its days."""
    await ended(office)
    await _numbered(office)
    await office.pool.execute(LOG)
    wait(office, days=3660)

    planned = [(one.clock, one.cases) for one in await plan_of(office.read, office.services)]
    assert planned == [("CLOSE", 1), ("ANONYMISE", 1)]
    assert await ran(office, files) == (1, 1, 0)

    await _numbered(office)
    await office.pool.execute("delete from event_log")
    assert [(one.clock, one.cases) for one in await plan_of(office.read, office.services)] == [("DELETE", 1)]
    assert await ran(office, files) == (0, 0, 1)


async def test_what_something_still_refers_to_is_kept_and_told(office: Office, files: AttachmentStore) -> None:
    first = await ended(office)
    second: UUID = await ended(office, number="2")
    await office.pool.execute("update case_file set prior_case_id = $1 where id = $2", first, second)
    wait(office, days=3660)
    await ran(office, files)
    await _numbered(office)
    await office.pool.execute(LOG)

    deleted = (await run(office.pool, office.services, files))[-1]
    assert (deleted.done, deleted.kept) == (1, 1)

    assert await ran(office, files) == (0, 0, 1)
    assert await office.pool.fetchval("select count(*) from case_file") == 0
