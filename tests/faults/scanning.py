"""A process that fires timers on the database it is given, by that database's time, until it is killed."""

import asyncio
import sys

from core.clock import DatabaseClock
from core.db.connection import open_pool
from core.deadlines.scanner import run_scanner
from core.office import open_services
from tests.support.office import ROOT_KEY


async def main(dsn: str) -> None:
    pool = await open_pool(dsn, size=2)
    clock = DatabaseClock()
    services = await open_services(pool, pool, clock, ROOT_KEY)
    clock.sample(await pool.fetchval("select clock_timestamp()"))
    sys.stdout.write("scanning\n")
    sys.stdout.flush()
    await run_scanner(pool, services, asyncio.Event())


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
