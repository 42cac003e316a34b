"""Three scanners that are killed again and again, and officers who grant extensions meanwhile: each timer fires once.

HOTLINE_TEST_LONG=1: 100,000 timers; else 10,000.
"""

import asyncio
import os
import random
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from core.cases.commands.accept_assignment import accept_assignment
from core.cases.commands.approve_extension import approve_extension
from core.cases.commands.request_extension import request_extension
from core.cases.inputs.extension import ApproveExtension, RequestExtension
from core.cases.inputs.handling import AcceptAssignment
from core.clock import DatabaseClock, VirtualClock
from core.db.uow import unit_of_work
from core.errors import Refused, VersionMoved
from core.office import open_services
from tests.core.deadlines.desk import copies, dispatched
from tests.faults.herd import herd
from tests.support.office import ROOT_KEY, Office, open_office

pytestmark = pytest.mark.faults

LONG = os.environ.get("HOTLINE_TEST_LONG") == "1"
TIMERS, SECONDS, KILL_SECONDS = (100_000, 60, 5.0) if LONG else (10_000, 5, 2.0)
"""Timers, the time within which they all become due, and the pause between two kills."""
EACH = 7
"""Timers of one dispatched case."""
SCANNERS, OFFICERS, HEAD_START = 3, 2, 3.0
EXTENDED = 0.05
"""The share of the cases for which an extension is asked while their timers fire."""

CLOCK_SECONDS = 1.0
"""An event's `recorded_at` is the beginning of its transaction, which asks for the time afterwards: on a busy machine some
tenths of a second later. `fired_at` is that time, and is held against the due instant without any allowance."""

SOON = """
update timer t set due_at = $1::timestamptz + $3::float8 * interval '1 second' * (
    0.9 * extract(epoch from t.due_at - $2::timestamptz)::float8 / extract(epoch from l.last - $2::timestamptz)::float8
    + 0.1 * c.n)
from (select max(due_at) as last from timer) l, (select id, random() as n from case_file) c
where c.id = t.case_id
"""
"""Each case's timers in their order, all within so many seconds from an instant on."""

KINDS = {
    "yellowCard": "YELLOW", "redCard": "RED",
    "deemedAccepted": "DEEMED_ACCEPTANCE", "returnWindowClosed": "DEEMED_ACCEPTANCE",
}  # fmt: skip
"""The timers by what their events are called."""

CARDS = """
select e.case_id, e.case_version, e.type, e.body ->> 'clock' as clock, e.body ->> 'due' as due, e.occurred_at, e.recorded_at
from case_event e where actor = 'system'
"""
GRANTED = """
select c.id::text as clock, e.case_version from case_event e
join clock c on c.case_id = e.case_id and c.kind = 'HANDLING' where e.type = 'approveExtension'
"""
TORN = """
select c.id from case_file c join case_event e on e.case_id = c.id group by c.id, c.version
having array_agg(distinct e.case_version order by e.case_version) <> array(select generate_series(1, c.version))
"""


@pytest.fixture
async def office(module_database: str) -> AsyncIterator[Office]:
    async with open_office(module_database) as opened:
        opened.services.clock = VirtualClock(datetime.now(UTC))
        yield opened


class Officers:
    """Accept, ask for extensions and grant them, by the database's time."""

    def __init__(self, office: Office, services: Any) -> None:
        self._office, self._services = office, services
        self.granted = self.refused = 0

    async def work(self, assignments: list[UUID], pause: float) -> None:
        for id_ in assignments:
            asked = RequestExtension(
                assignment_id=id_, days=1, reason="COMPLEX", explanation="需现场勘查",
                citizen_told_at=self._services.clock.now(),
            )  # fmt: skip
            await self._done(accept_assignment, "unit_liaison", AcceptAssignment(assignment_id=id_))
            if await self._done(request_extension, "unit_liaison", asked):
                self.granted += await self._done(approve_extension, "city_lead", ApproveExtension(assignment_id=id_))
            await asyncio.sleep(pause)

    async def _done(self, command: Any, role: str, asked: object) -> bool:
        while True:
            viewer = replace(self._office.viewers[role], now=self._services.clock.now())
            try:
                async with unit_of_work(self._office.pool, self._services) as uow:
                    await command(uow, viewer, asked)
            except VersionMoved:
                continue
            except Refused:
                self.refused += 1
                return False
            return True


async def test_each_timer_fires_once_and_none_before_its_time(office: Office) -> None:
    started, chance = office.clock.now(), random.Random(11)
    case_id, _ = await dispatched(office)
    assignments = [assignment for _, assignment in await copies(office, case_id, TIMERS // EACH)]
    clock = DatabaseClock()
    officers = Officers(office, await open_services(office.pool, office.pool, clock, ROOT_KEY))
    with herd("tests.faults.scanning", office.dsn, SCANNERS, "scanning") as running:
        now: datetime = await office.pool.fetchval("select clock_timestamp()")
        clock.sample(now)
        begin = datetime.fromtimestamp(now.timestamp() + HEAD_START, UTC)
        await office.pool.execute(SOON, begin, started, float(SECONDS), timeout=120)
        armed: int = await office.pool.fetchval("select count(*) from timer where state = 'ARMED'")
        begun, kills = time.monotonic(), 0
        some = chance.sample(assignments, int(len(assignments) * EXTENDED))
        pause = (HEAD_START + SECONDS) * OFFICERS / len(some) / 2
        granting = [asyncio.create_task(officers.work(some[place::OFFICERS], pause)) for place in range(OFFICERS)]
        while await waiting(office):
            await asyncio.sleep(KILL_SECONDS)
            await asyncio.to_thread(running.kill_one, chance)
            kills += 1
            assert time.monotonic() - begun < 10 * (SECONDS + HEAD_START)
        await asyncio.gather(*granting)
    await assert_each_once(office, armed)
    late = await lateness(office)
    print(  # noqa: T201 - the figures of the proof
        f"{armed} timers, {SCANNERS} scanners, {kills} kills, {officers.granted} extensions granted and "
        f"{officers.refused} refused: all done after {time.monotonic() - begun:.0f} s, late by {late[0]:.2f} s (median), "
        f"{late[1]:.2f} s (p99), {late[2]:.2f} s (most)"
    )
    assert officers.granted > len(some) / 10
    assert kills > 1


async def waiting(office: Office) -> int:
    """How many are due or become so in the test's time; those of extended clocks are days away."""
    found: int = await office.pool.fetchval(
        "select count(*) from timer where state = 'ARMED' and due_at < now() + interval '1 hour'"
    )
    return found


async def assert_each_once(office: Office, armed: int) -> None:
    cards = await office.pool.fetch(CARDS, timeout=60)
    granted = {row["clock"]: row["case_version"] for row in await office.pool.fetch(GRANTED)}
    told = {(row["clock"], KINDS[row["type"]]) for row in cards}
    assert len(told) == len(cards) > armed * 0.9, "none twice"
    rows = await office.pool.fetch("select clock_id::text as clock, kind from timer where state = 'FIRED'", timeout=60)
    fired = {(row["clock"], row["kind"]) for row in rows}
    assert fired <= told
    assert told - fired <= {(clock, "YELLOW") for clock in granted}, "armed anew by an extension, after it had fired"
    assert {row["occurred_at"].isoformat() == row["due"] for row in cards} == {True}, "each at its own instant"
    early = [row for row in cards if (row["occurred_at"] - row["recorded_at"]).total_seconds() > CLOCK_SECONDS]
    assert early == []
    assert await office.pool.fetchval("select count(*) from timer where state = 'FIRED' and fired_at <= due_at") == 0
    superseded = [row for row in cards if row["case_version"] > granted.get(row["clock"], row["case_version"])]
    assert superseded == [], "an extension came first"
    assert await office.pool.fetch(TORN, timeout=60) == []


async def lateness(office: Office) -> list[float]:
    found: list[float] = await office.pool.fetchval(
        "select percentile_cont(array[0.5, 0.99, 1]) within group (order by extract(epoch from recorded_at - occurred_at)) "
        "from case_event where actor = 'system'"
    )
    return found
