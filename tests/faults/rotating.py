"""A process that rotates keys of the database it is given, one rotation after the other, until it is killed."""

import asyncio
import sys

from core.clock import DatabaseClock
from core.db.connection import open_pool
from core.db.uow import Read
from core.keys.opening import open_keys
from core.keys.rotate_cases import rotate_cases
from core.keys.rotate_root import rotate_root
from core.office import open_services
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
        if level == "root":
            keys = await open_keys(Read(pool), NEW_ROOT, ROOT_KEY)
            async for place in rotate_root(pool, keys.provider, keys.first):
                say(place)
        else:
            async for progress in rotate_cases(pool, services, grace=GRACE):
                say(progress.step)
    say("ended")


def say(what: str) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
