"""The log from a replica, where there is one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from core.db.connection import open_pool
from core.events.bus import Bus
from core.events.replica import Replica
from core.events.tail import Tail
from web.host import Host

CONNECTIONS = 2
"""One follows; the other looks whether that may go on."""


@asynccontextmanager
async def log_from(address: str | None, host: Host, bus: Bus) -> AsyncIterator[None]:
    """Streams of the host follow the log at this address for the block; without one, that of the database.

    Streams on the lower side of the wall do not: the replica would have to be asked as `hotline_app`.
    """
    if address is None:
        yield
        return
    pool = await open_pool(address, size=CONNECTIONS, least=0)
    try:
        host.replica = Replica(pool, host.pool, lambda: bus.told_of)
        host.services.tails[host.pool] = Tail(host.replica, bus)
        yield
    finally:
        pool.terminate()
