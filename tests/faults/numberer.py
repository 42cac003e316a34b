"""A process that numbers events and does nothing else; it says which backend is its own, for it has one connection only."""

import asyncio
import sys

from core.db.connection import open_pool
from core.events.sequence import run_sequencer


async def main(dsn: str) -> None:
    pool = await open_pool(dsn, size=1)
    sys.stdout.write(f"{await pool.fetchval('select pg_backend_pid()')}\n")
    sys.stdout.flush()
    await run_sequencer(pool, asyncio.Event())


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
