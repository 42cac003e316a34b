"""A process that rotates keys of the database it is given, of one level or of all, again and again, until it is killed."""

import asyncio
import sys
from collections.abc import AsyncIterator
from typing import Any

from core.clock import DatabaseClock
from core.db.connection import open_pool
from core.db.read import Read
from core.keys.opening import open_keys
from core.keys.rotate_cases import rotate_cases
from core.keys.rotate_indexes import rotate_indexes
from core.keys.rotate_root import rotate_root
from core.office import open_services
from core.sealing.envelope import Suite
from core.services import Services
from core.tables import CORE
from tests.support.office import ROOT_KEY

NEW_ROOT = b"n" * 32
GRACE = 1.0
"""Many times what the test's own requests last."""


async def main(dsn: str, level: str, rounds: int) -> None:
    pool = await open_pool(dsn, size=2)
    clock = DatabaseClock()
    clock.sample(await pool.fetchval("select clock_timestamp()"))
    services = await open_services(pool, pool, clock, NEW_ROOT, former=ROOT_KEY)
    say("begun")
    for _ in range(rounds):
        for one in [level] if level in LEVELS else LEVELS:
            async for said in LEVELS[one](pool, services):
                say(said)
    say("ended")


async def _root(pool: Any, _: Services) -> AsyncIterator[str]:
    keys = await open_keys(Read(pool), NEW_ROOT, ROOT_KEY)
    async for place in rotate_root(pool, keys.provider, keys.first):
        yield place


async def _cases(pool: Any, services: Services) -> AsyncIterator[str]:
    async for progress in rotate_cases(pool, services, grace=GRACE):
        yield progress.step


async def _indexes(pool: Any, services: Services) -> AsyncIterator[str]:
    provider = (await open_keys(Read(pool), NEW_ROOT, ROOT_KEY)).provider
    moving = rotate_indexes(pool, services, CORE, provider, Suite.AES_256_GCM, grace=GRACE)
    async for column, rows in moving:
        yield f"{column} {rows}"


LEVELS = {"root": _root, "cases": _cases, "indexes": _indexes}


def say(what: str) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
