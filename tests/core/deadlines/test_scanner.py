"""Several scanners, and commands that accept, extend and report meanwhile: every timer fires once, at the time that holds."""

import asyncio
import os
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from structlog.testing import capture_logs

from core.cases.commands.accept_assignment import accept_assignment
from core.cases.commands.approve_extension import approve_extension
from core.cases.commands.log_contact import log_contact
from core.cases.commands.request_extension import request_extension
from core.cases.commands.submit_feedback import submit_feedback
from core.cases.inputs.extension import ApproveExtension, RequestExtension
from core.cases.inputs.feedback import SubmitFeedback
from core.cases.inputs.handling import AcceptAssignment, LogContact
from core.db.connection import open_pool
from core.db.read import Row
from core.db.uow import unit_of_work
from core.deadlines import clocks, scanner
from core.deadlines.fire import fire_due
from core.deadlines.scanner import run_scanner
from core.errors import Refused, VersionMoved
from tests.core.deadlines.desk import copies, dispatched
from tests.support.office import START, Office

CASES = 1_500 if os.environ.get("HOTLINE_TEST_LONG") else 300
TIMERS_EACH = 7
SCANNERS, OFFICERS = 3, 5
DAYS = 14
CARD = "redCard"
COMMANDS = ("accept_assignment", "log_contact", "request_extension", "approve_extension", "submit_feedback")
BEAT = timedelta(minutes=90)
SECONDS_A_BEAT = CASES / 12_000
"""The more cases, the more time for officers to get to each."""

_SYSTEM = """
select e.case_id, e.case_version, e.type, e.body, e.occurred_at from case_event e
where actor = 'system' order by case_id, case_version
"""


class City:
    """An office at work: officers, scanners, and a clock that runs through two weeks in seconds."""

    def __init__(self, office: Office, pool: Any, assignments: Sequence[UUID]) -> None:
        self.office, self.pool, self.assignments = office, pool, assignments
        self.over = asyncio.Event()
        self.done: Counter[str] = Counter()
        self.overtaken = 0

    async def officer(self, chance: random.Random) -> None:
        while not self.over.is_set():
            command, role, asked = self._task(chance, chance.choice(self.assignments))
            try:
                async with unit_of_work(self.pool, self.office.services) as uow:
                    await command(uow, self.office.viewer(role), asked)
                self.done[command.__name__] += 1
            except Refused:
                await asyncio.sleep(0)
            except VersionMoved:
                self.overtaken += 1

    async def scanner(self) -> int:
        fired = 0
        while not self.over.is_set():
            fired += await fire_due(self.pool, self.office.services, limit=50)
            await asyncio.sleep(0.005)
        return fired

    async def time(self) -> None:
        while self.office.clock.now() < START + timedelta(days=DAYS):
            self.office.clock.set(self.office.clock.now() + BEAT)
            await asyncio.sleep(SECONDS_A_BEAT)
        self.over.set()

    def _task(self, chance: random.Random, id_: UUID) -> Any:
        now = self.office.clock.now()
        return chance.choice((
            (accept_assignment, "unit_liaison", AcceptAssignment(assignment_id=id_)),
            (log_contact, "unit_liaison", LogContact(assignment_id=id_, method="PHONE", outcome="REACHED")),
            (request_extension, "unit_liaison", RequestExtension(
                assignment_id=id_, days=chance.choice((1, 2, 3)), reason="COMPLEX", explanation="需现场勘查",
                citizen_told_at=now,
            )),
            (approve_extension, "city_lead", ApproveExtension(assignment_id=id_)),
            (approve_extension, "city_lead", ApproveExtension(assignment_id=id_)),
            (submit_feedback, "unit_liaison", SubmitFeedback(
                assignment_id=id_, facts_true=True, within_remit=True, resolved=True, actions_taken="已修复",
                public_reply="已修复",
            )),
        ))  # fmt: skip


async def test_scanners_racing_with_commands_fire_each_timer_once_and_never_a_superseded_one(office: Office) -> None:
    case_id, _ = await dispatched(office)
    assignments = [assignment_id for _, assignment_id in await copies(office, case_id, CASES)]
    pool = await open_pool(office.dsn, size=SCANNERS + OFFICERS)
    city = City(office, pool, assignments)
    try:
        scanners = [asyncio.create_task(city.scanner()) for _ in range(SCANNERS)]
        await asyncio.gather(city.time(), *(city.officer(random.Random(n)) for n in range(OFFICERS)))
        fired = sum(await asyncio.gather(*scanners))
        office.clock.set(START + timedelta(days=60))
        fired += await fire_due(pool, office.services)
    finally:
        await pool.close()

    events = await office.pool.fetch(_SYSTEM)
    assert len(events) == fired
    assert min(city.done[name] for name in COMMANDS) >= 1, city.done  # how many depends on the machine
    assert city.overtaken, "no command lost its case to another"
    assert await _nothing_is_due(office)
    await _assert_each_once_at_the_time_that_held(office, events)
    await _assert_breaches_are_written(office, events)
    await _assert_versions_contiguous(office)
    await _assert_acceptance_said_once(office)


async def _assert_each_once_at_the_time_that_held(office: Office, events: Sequence[Row]) -> None:
    said = Counter((row["body"]["clock"], row["type"], row["body"]["due"]) for row in events)
    assert set(said.values()) == {1}
    rows = {str(row["id"]): row for row in await office.pool.fetch("select * from clock")}
    granted: dict[UUID, list[int]] = {}
    for row in await office.pool.fetch("select case_id, case_version from case_event where type = 'approveExtension'"):
        granted.setdefault(row["case_id"], []).append(row["case_version"])
    for event in events:
        clock = rows[event["body"]["clock"]]
        before = sum(version < event["case_version"] for version in granted.get(event["case_id"], ()))
        extensions = clock["extensions"][:before] if clock["kind"] == "HANDLING" else clock["extensions"]
        profile = office.services.profiles.version("taian", 2)
        held = clocks.reckon({**clock, "extensions": extensions}, profile, office.services.calendar(profile))
        expected = held["yellow_at"] if event["type"] == "yellowCard" else held["due_at"]
        assert event["occurred_at"] == expected, event
        assert event["body"]["due"] == event["occurred_at"].isoformat()


async def _assert_breaches_are_written(office: Office, events: Sequence[Row]) -> None:
    red = {UUID(row["body"]["clock"]): row["occurred_at"] for row in events if row["type"] == "redCard"}
    assert len(red) == sum(row["type"] == "redCard" for row in events), "one red card for a clock"
    breached = await office.pool.fetch("select id, breached_at from clock where breached_at is not null")
    written = {row["id"]: row["breached_at"] for row in breached}
    assert {id_: written[id_] for id_ in red} == red
    told = await office.pool.fetch(
        "select body ->> 'clock' as id, body ->> 'due' as due from case_event where type = $1", CARD
    )
    assert sorted((row["id"], row["due"]) for row in told) == sorted(
        (str(id_), at.isoformat()) for id_, at in written.items()
    ), "each breach is told once, by the timer or by the command that came before it"
    open_and_late = "select count(*) from clock where state = 'RUNNING' and due_at < $1 and breached_at is null"
    assert await office.pool.fetchval(open_and_late, office.clock.now()) == 0


async def _assert_versions_contiguous(office: Office) -> None:
    broken = await office.pool.fetch(
        "select c.id from case_file c join case_event e on e.case_id = c.id group by c.id, c.version "
        "having array_agg(distinct e.case_version) <> array(select generate_series(1, c.version))"
    )
    assert broken == []


async def _assert_acceptance_said_once(office: Office) -> None:
    rows = await office.pool.fetch(
        "select a.deemed_accepted, count(*) filter (where e.type = 'deemedAccepted') as deemed, "
        "count(*) filter (where e.type = 'acceptAssignment') as accepted, "
        "count(*) filter (where e.type in ('deemedAccepted', 'acceptAssignment')) as all "
        "from assignment a join case_event e on e.assignment_id = a.id group by a.id"
    )
    assert {(row["deemed_accepted"], row["deemed"], row["accepted"]) for row in rows} == {(True, 1, 0), (False, 0, 1)}


async def _nothing_is_due(office: Office) -> bool:
    due = "select exists (select from timer where state = 'ARMED' and due_at < $1)"
    return not await office.pool.fetchval(due, office.clock.now())


async def _until(holds: Callable[[], Awaitable[bool]]) -> None:
    for _ in range(12000):
        if await holds():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it did not happen within 60 seconds")


async def test_a_scanner_survives_connections_that_are_cut_and_loses_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanner, "SECONDS", 0.01)
    case_id, _ = await dispatched(office)
    await copies(office, case_id, CASES - 1)
    office.clock.set(START + timedelta(days=DAYS))
    stop = asyncio.Event()
    pool = await open_pool(office.dsn, size=2)
    watcher = await asyncpg.connect(office.dsn)
    try:
        with capture_logs() as logs:
            running = asyncio.create_task(run_scanner(pool, office.services, stop))
            for _ in range(5):
                await asyncio.sleep(0.03)
                await _cut(watcher, pool)
        await _until(partial(_nothing_is_due, office))
        stop.set()
        await asyncio.wait_for(running, 10)
    finally:
        await watcher.close()
        await pool.close()

    assert {(entry["event"], entry["work"]) for entry in logs} == {("database_trouble", "timers")}
    assert await office.pool.fetchval("select count(*) from case_event where actor = 'system'") == CASES * TIMERS_EACH


async def _cut(watcher: Any, pool: Any) -> None:
    """End every connection of the pool, as a restart of the server does."""
    pids = [holder._con.get_server_pid() for holder in pool._holders if holder._con and not holder._con.is_closed()]
    await watcher.execute("select pg_terminate_backend(pid) from unnest($1::int[]) as given(pid)", pids)


async def test_a_scanner_that_was_killed_is_followed_by_one_that_fires_the_rest(office: Office) -> None:
    case_id, _ = await dispatched(office)
    await copies(office, case_id, 99)
    office.clock.set(START + timedelta(days=DAYS))
    killed = asyncio.create_task(fire_due(office.pool, office.services, limit=10))
    await _until(partial(office.pool.fetchval, "select exists (select from timer where state = 'FIRED')"))
    killed.cancel()
    with pytest.raises(asyncio.CancelledError):
        await killed
    before = await office.pool.fetchval("select count(*) from timer where state = 'FIRED'")

    rest = await fire_due(office.pool, office.services)

    assert 0 < before < 100 * TIMERS_EACH
    assert before + rest == 100 * TIMERS_EACH
    events = await office.pool.fetch(_SYSTEM)
    assert len({(row["body"]["clock"], row["type"]) for row in events}) == len(events) == 100 * TIMERS_EACH


async def test_a_leap_of_three_days_fires_what_was_due_meanwhile_and_no_more(office: Office) -> None:
    case_id, _ = await dispatched(office)
    await copies(office, case_id, 9)
    leap: datetime = START + timedelta(days=3)
    office.clock.set(leap)

    fired = await fire_due(office.pool, office.services)

    assert fired == 10 * await office.pool.fetchval(
        "select count(*) from timer where case_id = $1 and state = 'FIRED'", case_id
    )
    assert (
        await office.pool.fetchval(
            "select count(*) from timer where state <> 'DISARMED' and (state = 'FIRED') <> (due_at < $1)", leap
        )
        == 0
    )
    with pytest.raises(ValueError, match="cannot go back"):
        office.clock.set(START)
