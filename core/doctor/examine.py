"""The examination: every invariant against one snapshot, so that it can run beside a working server."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from core.db.read import Read
from core.doctor import queues
from core.doctor.events import POSITIONS, UNKNOWN
from core.doctor.invariant import LIMIT, Finding, Invariant, Rule
from core.doctor.invariants import INVARIANTS
from core.doctor.reckoning import RECKONED, reckon_all
from core.doctor.reference import CALENDAR
from core.doctor.repeated import REPEATED, repeated
from core.events.verify import verify, verify_queues
from core.seed.check import Finding as Fact
from core.seed.check import findings, unverified
from core.seed.reader import taian

CHAIN = Rule(
    "log.chain",
    "Art. 28",
    "与备份比对：日志或事件在写入后被改动。",
    "Compare with a backup: an event, or the log itself, was changed after it was written.",
)
QUEUE_CHAIN = Rule(
    "queue.chain",
    "a consumer can prove that it has everything",
    "与备份比对：队列在写入后被改动。",
    "Compare with a backup: the queue was changed after it was written.",
)
RULES = (*INVARIANTS, REPEATED, *RECKONED, CHAIN, QUEUE_CHAIN)
"""Every rule that is examined."""

STEPS = len(INVARIANTS) + 4
"""The steps of an examination: the SELECTs, repeated calls, the reckoning of all clocks, the chain of the log, the queues'."""

EXAMINED = ("case_file", "assignment", "clock", "case_event")
"""The tables whose rows are counted as what was examined."""

PATIENCE = 600.0
"""Seconds one invariant may take; a city's year is examined in less."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """What one step of the examination found; `name` is the invariant's, `reckoning` for all clocks, or that of a chain."""

    name: str
    findings: tuple[Finding, ...]


async def examine(pool: Any) -> tuple[Finding, ...]:
    """Everything that breaks an invariant, at most 1,000 rows of each; empty when the data is sound."""
    return tuple([finding async for step in inspections(pool) for finding in step.findings])


async def inspections(pool: Any) -> AsyncIterator[Inspection]:
    """The steps of the examination in one read-only transaction of one snapshot; it neither locks nor writes."""
    async with (
        pool.acquire() as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        async for step in inspect(connection):
            yield step


async def size(pool: Any) -> dict[str, int]:
    """How many rows of the main tables there are to examine."""
    return {name: await pool.fetchval(f"select count(*) from {name}", timeout=PATIENCE) for name in EXAMINED}  # noqa: S608


async def inspect(connection: Any) -> AsyncIterator[Inspection]:
    """The steps of the examination inside the connection's own transaction."""
    broken = set()
    for invariant in INVARIANTS:
        found = await _breaches(connection, invariant)
        broken |= {invariant} if found else set()
        yield Inspection(invariant.name, found)
    yield Inspection(REPEATED.name, await _breaches(connection, await repeated(connection)))
    # Without all its days a calendar reckons nothing; a log with gaps or without its events has no chain to follow.
    yield Inspection("reckoning", () if CALENDAR in broken else await _reckoned(connection))
    yield Inspection(CHAIN.name, () if broken & {POSITIONS, UNKNOWN} else await _chained(connection))
    unsound = broken & {queues.PLACES, queues.STATELESS, queues.UNKNOWN}
    yield Inspection(QUEUE_CHAIN.name, () if unsound else await _queues_chained(connection))


def examine_data() -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    """What is wrong with the city's data as shipped, and which of its facts have no source."""
    city = taian()
    return findings(city), unverified(city)


async def _breaches(connection: Any, invariant: Invariant) -> tuple[Finding, ...]:
    rows = await connection.fetch(f"select * from ({invariant.sql}) breaches limit {LIMIT}", timeout=PATIENCE)  # noqa: S608
    return tuple(Finding(invariant, subject, note) for subject, note in rows)


async def _reckoned(connection: Any) -> tuple[Finding, ...]:
    found: list[Finding] = []
    async for finding in reckon_all(connection):
        found.append(finding)
        if len(found) == LIMIT:
            break
    return tuple(found)


async def _chained(connection: Any) -> tuple[Finding, ...]:
    pos = await verify(Read(connection))
    return (
        ()
        if pos is None
        else (Finding(CHAIN, str(pos), "the link does not follow from the event and the link before"),)
    )


async def _queues_chained(connection: Any) -> tuple[Finding, ...]:
    found = await verify_queues(Read(connection))
    return tuple(Finding(QUEUE_CHAIN, f"{queue} {qpos}", "the link does not follow") for queue, qpos in found.items())
