"""Writing down what a process has noted: one event per account or audience, every moment."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from uuid import UUID

from core.audit.record import Access, Act, recorded
from core.audit.sightings import Seen
from core.db.uow import unit_of_work
from core.services import Services

SECONDS = 0.25
"""How long a sighting stands in memory alone."""
MOST = 2_000
"""Rows of one event."""


async def write_sightings(pool: Any, services: Services) -> int:
    """Write down what is held; the number of events. What could not be written stays held."""
    taken = services.sightings.take()
    if not taken:
        return 0
    accesses = [Access(act=Act.READ, actors=who, seen=part) for who, seen in taken.items() for part in _parts(seen)]
    try:
        async with unit_of_work(pool, services) as uow:
            await recorded(uow, accesses)
    except BaseException:
        services.sightings.give_back(taken)
        raise
    return len(accesses)


async def run_sightings(pool: Any, services: Services, stop: asyncio.Event) -> None:
    """Write until `stop` is set, and once more then."""
    while not stop.is_set():
        await write_sightings(pool, services)
        with suppress(TimeoutError):
            async with asyncio.timeout(SECONDS):
                await stop.wait()
    await write_sightings(pool, services)


def _parts(seen: Seen) -> Iterator[dict[str, list[UUID]]]:
    """The same in pieces of `MOST` rows."""
    if sum(map(len, seen.values())) <= MOST:
        yield {column: list(rows) for column, rows in seen.items()}
        return
    for column, rows in seen.items():
        ordered = list(rows)
        for at in range(0, len(ordered), MOST):
            yield {column: ordered[at : at + MOST]}
