"""The clocks run by themselves: by night, once, by one of all, and without holding anybody up."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from core.attachments.store import AttachmentStore
from core.cases.commands.register_case import register_case
from core.cases.inputs.intake import RegisterCase
from core.cases.states import Channel, Kind
from core.retention import night, run
from core.retention.night import last_night, left, night_of, work_night
from tests.core.retention.old import ended, store, wait
from tests.support.office import Office

TWO = datetime(2028, 11, 28, 18, 0, tzinfo=UTC)
"""Two o'clock in Tai'an, when what ended two years ago is due."""
DUE = {"due": 1, "held": 0, "done": 0, "kept": 0}
DONE = {"due": 1, "held": 0, "done": 1, "kept": 0}
NONE = {"due": 0, "held": 0, "done": 0, "kept": 0}
HELD = """
select count(*) from pg_locks l join pg_stat_activity a using (pid)
where l.relation = 'case_file'::regclass and a.datname = current_database() and a.backend_type = 'client backend'
and l.pid <> pg_backend_pid()
"""
"""By others of this database; its housekeeping takes locks of its own, which nobody waits for."""


@pytest.fixture
def files(tmp_path: Path) -> AttachmentStore:
    return store(tmp_path)


async def worked(office: Office, files: AttachmentStore, *, acts: bool = True) -> Any:
    return await work_night(office.pool, office.services, files, acts=acts, pause=0)


async def left_open(office: Office) -> int:
    """How many cases nothing was done to."""
    return int(await office.pool.fetchval("select count(*) from case_file where frozen_at is null"))


@pytest.mark.parametrize(
    ("hour", "minute", "day"),
    [(1, 59, None), (2, 0, date(2026, 11, 17)), (4, 59, date(2026, 11, 17)), (5, 0, None), (14, 0, None)],
)
def test_a_night_is_from_two_to_five_in_tai_an(hour: int, minute: int, day: date | None) -> None:
    assert night_of(datetime(2026, 11, 16, 16, 0, tzinfo=UTC) + timedelta(hours=hour, minutes=minute)) == day


async def test_by_night_what_is_due_is_done_once(office: Office, files: AttachmentStore) -> None:
    await ended(office)
    office.clock.set(TWO - timedelta(seconds=1))
    assert await worked(office, files) is None

    office.clock.set(TWO)
    with capture_logs() as lines:
        told = await worked(office, files)

    assert told == {"CLOSE": DONE, "ANONYMISE": DONE, "DELETE": NONE}
    (line,) = (one for one in lines if one["event"] == "retention night")
    assert (line["log_level"], line["close"], line["anonymise"], line["delete"], line["overdue"]) == (
        "info",
        1,
        1,
        0,
        0,
    )
    row = await last_night(office.read)
    assert row is not None
    assert (row["day"], row["mode"], row["ended_at"], row["told"]) == (date(2028, 11, 29), "ON", TWO, told)
    office.clock.set(TWO + timedelta(minutes=30))
    assert await worked(office, files) is None


async def test_unless_told_to_it_only_counts_and_says_so(office: Office, files: AttachmentStore) -> None:
    await ended(office)
    office.clock.set(TWO)
    with capture_logs() as lines:
        told = await worked(office, files, acts=False)
    assert told == {"CLOSE": DUE, "ANONYMISE": DUE, "DELETE": NONE}
    assert left(told) == {"CLOSE": 1, "ANONYMISE": 1, "DELETE": 0}
    assert [(one["log_level"], one["overdue"]) for one in lines if one["event"] == "retention night"] == [
        ("warning", 2)
    ]
    assert await left_open(office) == 1
    assert await office.pool.fetchval("select count(*) from retention_run") == 0


async def test_of_many_who_come_at_once_one_does_it(office: Office, files: AttachmentStore) -> None:
    await ended(office)
    office.clock.set(TWO)
    found = await asyncio.gather(*(worked(office, files) for _ in range(8)))
    assert sorted(one is None for one in found) == [False] + [True] * 7


async def test_when_who_does_it_dies_another_goes_on_once_its_lease_is_over(
    office: Office, files: AttachmentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        await ended(office, number=str(number))
    office.clock.set(TWO)
    monkeypatch.setattr(night, "BATCH", 1)
    with monkeypatch.context() as patched:
        patched.setattr(night, "_enter", _dies)
        with pytest.raises(ConnectionError):
            await worked(office, files)
    assert await left_open(office) == 2
    assert await worked(office, files) is None

    await office.pool.execute("update retention_night set lease_until = now()")
    told = await worked(office, files)

    assert told["ANONYMISE"] == {"due": 3, "held": 0, "done": 3, "kept": 0}
    assert await left_open(office) == 0


def _dies(*_: object) -> None:
    raise ConnectionError


async def test_when_the_morning_comes_the_rest_waits_for_the_next_night(
    office: Office, files: AttachmentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        await ended(office, number=str(number))
    office.clock.set(TWO)
    monkeypatch.setattr(night, "BATCH", 1)
    step = run._step

    async def slow(*given: Any) -> Any:
        done = await step(*given)
        wait(office, hours=1)
        return done

    monkeypatch.setattr(run, "_step", slow)
    told = await worked(office, files)
    assert left(told) == {"CLOSE": 0, "ANONYMISE": 3, "DELETE": 0}

    monkeypatch.setattr(run, "_step", step)
    office.clock.set(TWO + timedelta(days=1))
    told = await worked(office, files)
    assert left(told) == {"CLOSE": 0, "ANONYMISE": 0, "DELETE": 0}


async def test_between_two_transactions_nobody_waits(
    office: Office, files: AttachmentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ended(office)
    office.clock.set(TWO)
    found: list[int] = []

    async def looked(_: float) -> None:
        found.append(await office.pool.fetchval(HELD))
        new = RegisterCase(channel=Channel.PHONE, kind=Kind.COMPLAINT, title="一", content="二", district="370902")
        await office.run(register_case, "operator", new)

    monkeypatch.setattr(night.asyncio, "sleep", looked)
    assert left(await worked(office, files)) == {"CLOSE": 0, "ANONYMISE": 0, "DELETE": 0}
    assert found
    assert set(found) == {0}
