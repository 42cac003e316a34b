"""Three clocks: closed, anonymised, deleted; whatever was counted stays, and whoever was told of is gone."""

from pathlib import Path

import asyncpg
import pytest

from core.attachments.store import AttachmentStore
from core.cases import sealed
from core.cases import states as s
from core.cases.commands.register_case import register_case
from core.cases.commands.reopen_with_new_facts import reopen_with_new_facts
from core.cases.inputs.intake import RegisterCase
from core.cases.inputs.triage import ReopenWithNewFacts
from core.counters.count import step as count
from core.doctor.examine import examine
from core.errors import Refused
from core.events.sequence import step
from core.events.verify import verify
from core.retention.run import plan_of
from core.sealing.keychain import SHREDDED
from tests.core.attachments.files import complete_file, stored_files
from tests.core.doctor.day import Day
from tests.core.retention.old import CONTENT, TITLE, TOLD, WORDS, ended, everything, ran, store, wait
from tests.support.office import Office


@pytest.fixture
def files(tmp_path: Path) -> AttachmentStore:
    return store(tmp_path)


async def test_nothing_is_due_before_its_months_have_passed(office: Office, files: AttachmentStore) -> None:
    await ended(office)
    assert await ran(office, files) == (0, 0, 0)
    wait(office, days=364)
    assert await ran(office, files) == (0, 0, 0)
    wait(office, days=2)
    assert await ran(office, files) == (1, 0, 0)
    assert await ran(office, files) == (0, 0, 0)
    wait(office, days=364)  # 2028 has a day more
    assert await ran(office, files) == (0, 0, 0)
    wait(office, days=2)
    assert await ran(office, files) == (0, 1, 0)
    assert await ran(office, files) == (0, 0, 0)


async def test_a_case_that_is_open_is_never_due(office: Office, files: AttachmentStore) -> None:
    case = RegisterCase(channel=s.Channel.PHONE, kind=s.Kind.COMPLAINT, title="一", content="二", district="370902")
    await office.run(register_case, "operator", case)
    wait(office, days=4000)
    assert await ran(office, files) == (0, 0, 0)


async def test_what_is_told_of_another_case_makes_none_due_again(office: Office, files: AttachmentStore) -> None:
    """Given a case in hand, of whose contacts there are notes, what is anonymised is so once."""
    day = Day(office)
    await day.begun(await day.dispatched())
    assert await office.pool.fetchval("select count(*) from contact where note_sealed is not null") == 1
    await ended(office)
    wait(office, days=1200)

    assert await ran(office, files) == (1, 1, 0)
    assert await ran(office, files) == (0, 0, 0)


async def test_nobody_is_told_of_after_it(office: Office, files: AttachmentStore) -> None:
    case = await ended(office)
    kept = await everything(office)
    indexes = office.services.indexes
    traces = [field.search_key(indexes, word) for field in sealed.REPORTER for word in WORDS]
    hidden = [key.hex() for key in traces if key] + [str(gram) for gram in indexes.title_bigrams(TITLE)]
    assert sum(word in kept for word in hidden) >= 2 + len(TITLE) - 1

    wait(office, days=740)
    assert await ran(office, files) == (1, 1, 0)

    left = await everything(office)
    assert [word for word in (*TOLD, *hidden, "138****2345") if word in left] == []
    row = await office.pool.fetchrow("select * from case_file where id = $1", case)
    assert (row["case_key"], row["title_grams"], row["anonymised_at"]) == (SHREDDED, [], office.clock.now())
    assert (row["state"], row["kind"], row["district"], row["outcome"]) == (
        "WITHDRAWN",
        "COMPLAINT",
        "370902",
        "WITHDRAWN",
    )
    assert CONTENT not in left


async def test_the_log_and_the_doctor_find_nothing_wrong(office: Office, files: AttachmentStore) -> None:
    await ended(office)
    wait(office, days=740)
    await ran(office, files)
    while await step(office.pool):
        pass
    while await count(office.pool, office.services):
        pass
    assert await verify(office.read) is None
    types = await office.pool.fetch("select type, body from case_event order by case_version desc limit 2")
    assert [row["type"] for row in types] == ["caseAnonymised", "caseFrozen"]
    assert await examine(office.pool) == ()


async def test_a_closed_case_cannot_be_opened_again(office: Office, files: AttachmentStore) -> None:
    case = await ended(office)
    wait(office, days=367)
    await ran(office, files)
    with pytest.raises(Refused) as refusal:
        await office.run(reopen_with_new_facts, "operator", ReopenWithNewFacts(case_id=case, new_facts="又坏"))
    assert refusal.value.code.code == "CASE_FROZEN"


async def test_what_comes_later_is_taken_at_the_next_run(office: Office, files: AttachmentStore) -> None:
    case = await ended(office)
    wait(office, days=740)
    await ran(office, files)
    await office.pool.execute("update case_correction set reason = $1 where case_id = $2", "他叫李四", case)

    assert await ran(office, files) == (0, 1, 0)

    assert "李四" not in await everything(office)
    assert await ran(office, files) == (0, 0, 0)


async def test_each_kind_and_secrecy_has_its_own_months(office: Office, files: AttachmentStore) -> None:
    await ended(office, s.Kind.REPORT)
    wait(office, days=740)
    assert await ran(office, files) == (1, 0, 0)
    wait(office, days=360)
    assert await ran(office, files) == (0, 1, 0)


async def test_a_plan_tells_what_a_run_would_do_and_does_nothing(office: Office, files: AttachmentStore) -> None:
    await ended(office)
    wait(office, days=740)
    before = await everything(office)

    found = await plan_of(office.read, office.services)

    assert [(one.clock, one.rule, one.cases, one.held) for one in found] == [
        ("CLOSE", "ordinary", 1, 0),
        ("ANONYMISE", "ordinary", 1, 0),
    ]
    assert await everything(office) == before
    assert await ran(office, files) == (1, 1, 0)


async def test_a_file_is_removed_with_its_case_even_if_the_first_try_was_cut_off(
    office: Office, files: AttachmentStore, tmp_path: Path
) -> None:
    # Given an ended case with a file
    case = await ended(office)
    attached = await complete_file(office, files)
    await office.pool.execute("update attachment set case_id = $1 where id = $2", case, attached)
    wait(office, days=740)
    # When the database goes away after the file was removed
    await office.pool.execute(
        "create function gone() returns trigger as $$ begin raise 'gone'; end $$ language plpgsql"
    )
    await office.pool.execute("create trigger gone before update on reporter execute function gone()")
    try:
        with pytest.raises(asyncpg.RaiseError):
            await ran(office, files)
    finally:
        await office.pool.execute("drop trigger gone on reporter; drop function gone")
    assert stored_files(tmp_path / "files") == []
    assert await office.pool.fetchval("select anonymised_at from case_file") is None
    # Then the next run ends what was begun
    assert await ran(office, files) == (0, 1, 0)
    row = await office.pool.fetchrow("select state, storage_key, sha256, case_id from attachment")
    assert tuple(row) == ("PURGED", None, None, case)
