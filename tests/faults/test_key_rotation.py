"""Root key, keys of cases and keys of indexes are rotated by processes that are killed, while cases are worked on and read.

No value is unreadable at any moment, nobody who is looked for is missed, and nothing is under a former key at the end.
HOTLINE_TEST_LONG=1: 50 kills of each; else one.
"""

import asyncio
import os
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from core.cases.begin import profile_of, visible_case
from core.cases.change import Change
from core.cases.sealed import CONTENT, REPORTER, TITLE, longer_content
from core.cases.write import write
from core.db.uow import unit_of_work
from core.errors import VersionMoved
from core.keys.index_chain import index_chain
from core.keys.opening import open_keys
from core.keys.store import MonthKeyTable
from core.keys.survey import survey
from core.office import open_services
from core.sealing.envelope import SealBroken
from core.sealing.fields import open_
from core.sealing.keychain import KeyChain
from core.sealing.provider import LocalKeyProvider
from core.tables import CORE
from tests.core.audit.desk import register
from tests.faults.rotating import NEW_ROOT
from tests.support import forked
from tests.support.office import ROOT_KEY, Office, open_office

pytestmark = pytest.mark.faults

ROOT = Path(__file__).parents[2]
LONG = os.environ.get("HOTLINE_TEST_LONG") == "1"
KILLS, CASES, MONTHS = (50, 2_000, 1_200) if LONG else (1, 40, 60)
WORKERS, LOOK = 3, 0.1
PHONE = next(field for field in REPORTER if field.name == "phone")
PAUSES = {"root": 0.05, "cases": 0.4, "indexes": 0.4}
"""Seconds until a kill, at most."""


@dataclass
class Seen:
    """What the workers came upon."""

    reads: int = 0
    writes: int = 0
    missed: int = 0
    broken: list[str] = field(default_factory=list)


@pytest.fixture
async def office(module_database: str) -> AsyncIterator[Office]:
    """With cases, and keys of many months; its process knows both root keys."""
    async with open_office(module_database, size=8) as known, open_office(module_database, size=2) as beside:
        known.services = await open_services(known.pool, beside.pool, known.clock, NEW_ROOT, former=ROOT_KEY)
        for number in range(MONTHS):
            await known.services.keys.new_case_key(f"{2030 + number // 12}-{number % 12 + 1:02d}")
        for _ in range(CASES):
            await register(known)
        yield known


async def test_killed_wherever_it_is_a_rotation_leaves_nothing_unreadable(office: Office) -> None:
    seen, stop = Seen(), asyncio.Event()
    async with working(office, seen, stop):
        for level in PAUSES:
            for _ in range(KILLS):
                await killed(office.dsn, level)
            if LONG:
                await ended(office.dsn, level)
        if not LONG:
            await ended(office.dsn, "all")
    alone = await open_keys(office.read, NEW_ROOT)
    chain = KeyChain(alone.provider, MonthKeyTable(office.pool))
    found = await survey(office.read, CORE, chain, alone.provider)

    assert (seen.broken, seen.missed) == ([], 0)
    assert await unlinked(office, alone.provider) == 0
    assert (found.lost, found.under_former_key, found.under_former_root, found.two_keys) == (0, 0, 0, 0)
    assert found.open_rotation is None
    assert found.keys >= CASES
    assert seen.reads > 10 * KILLS
    assert seen.writes > 2 * KILLS
    begun, done = await office.pool.fetchrow("select count(*), count(ended_at) from key_rotation")
    assert begun == done > 0


async def killed(dsn: str, level: str) -> None:
    """A run that is killed at a moment of chance after it has begun to change keys."""
    async with running(dsn, level, 1_000) as process:
        await line(process)
        for _ in range(random.randint(0, 3)):
            if not await line(process):
                break
        await asyncio.sleep(random.random() * PAUSES[level])
        process.kill()


async def ended(dsn: str, level: str) -> None:
    """A run to the end."""
    async with running(dsn, level, 1) as process:
        while said := await line(process):
            if said == "ended":
                return
    raise AssertionError("the rotation has failed")


async def line(process: forked.Process) -> str:
    assert process.stdout is not None
    return (await asyncio.to_thread(process.stdout.readline)).strip()


@asynccontextmanager
async def running(dsn: str, level: str, rounds: int) -> AsyncIterator[forked.Process]:
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = forked.start("tests.faults.rotating", dsn, level, str(rounds), cwd=ROOT, env=env, stdout=forked.PIPE)
    try:
        yield process
    finally:
        process.kill()
        await asyncio.to_thread(process.communicate)


@asynccontextmanager
async def working(office: Office, seen: Seen, stop: asyncio.Event) -> AsyncIterator[None]:
    """Cases are read, registered and written to until the block ends."""
    async with asyncio.TaskGroup() as group:
        for _ in range(WORKERS):
            group.create_task(_work(office, seen, stop))
        group.create_task(_look(office, stop))
        try:
            yield
        finally:
            stop.set()


async def _work(office: Office, seen: Seen, stop: asyncio.Event) -> None:
    while not stop.is_set():
        case_id = await office.pool.fetchval("select id from case_file order by random() limit 1")
        try:
            await _read(office, case_id)
            seen.reads += 1
            seen.missed += not await _found(office, case_id)
            await _write(office, case_id)
            seen.writes += 1
        except SealBroken as error:
            seen.broken.append(error.place)
        except VersionMoved:
            continue  # it would decide again
        await asyncio.sleep(0.02)


async def _read(office: Office, case_id: Any) -> None:
    """As callers do: the row and its key first, then what hangs below, each opened."""
    row = await office.pool.fetchrow("select * from case_file where id = $1", case_id)
    await asyncio.sleep(random.random() * 0.05)
    person = await office.pool.fetchrow("select * from reporter where case_id = $1", case_id)
    key = await office.services.keys.case_key(row["case_key"])
    for field_, of in ((TITLE, row), (CONTENT, row), *((one, person) for one in REPORTER)):
        kept = of[f"{field_.name}_sealed"]
        if kept is not None:
            open_(key, field_.ref(of["id"]), kept)


async def _found(office: Office, case_id: Any) -> bool:
    """Whether the reporter's number leads to the case, by what this process knows of the keys."""
    keys = PHONE.search_keys(office.services.indexes, "13853812345")
    found: bool = await office.pool.fetchval(
        "select exists (select from reporter where case_id = $1 and phone_index = any($2))", case_id, keys
    )
    return found


async def _look(office: Office, stop: asyncio.Event) -> None:
    """As every process looks for what has changed."""
    provider = (await open_keys(office.read, NEW_ROOT, ROOT_KEY)).provider
    while not stop.is_set():
        office.services.indexes.chain = await index_chain(office.read, provider)
        await asyncio.sleep(LOOK)


async def unlinked(office: Office, provider: LocalKeyProvider) -> int:
    """How many indexes are not under the newest link."""
    newest = (await index_chain(office.read, provider)).links[-1].number
    found: int = await office.pool.fetchval(
        "select count(*) from reporter where octet_length(phone_index) < 17 or get_byte(phone_index, 0) <> $1", newest
    )
    return found


async def _write(office: Office, case_id: Any) -> None:
    """A new case, and a command that reads a case and writes what it has sealed for it a moment later."""
    await register(office)
    async with unit_of_work(office.pool, office.services) as uow:
        facts = await visible_case(uow, office.viewer("city_lead"), case_id, "caseId")
        key = await office.services.keys.case_key(facts.row["case_key"])
        await asyncio.sleep(random.random() * 0.05)
        change = Change(uow, None, "correctCase", facts, profile_of(uow, facts))
        change.case |= longer_content(uow, key, facts.row, "补充")
        await write(change)
