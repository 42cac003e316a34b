"""A process that follows the log of the database it is given, for a plug-in that writes a row for every event it hears."""

import asyncio
import random
import sys

from core.clock import DatabaseClock
from core.db.connection import open_pool
from core.db.read import Read
from core.db.uow import UnitOfWork, unit_of_work
from core.districts.queries import take_switches
from core.office import open_services
from core.plugin.follow import begin, run_follower
from core.plugin.views import CaseEvent
from core.reporters.model import access_attempt
from tests.core.plugin.making import listed, load, plugin
from tests.support.office import ROOT_KEY


async def after_case_event(event: CaseEvent, uow: UnitOfWork) -> None:
    await uow.insert(access_attempt, [{"key": event.id.bytes, "tried": [], "last_at": uow.now}])
    await asyncio.sleep(random.uniform(0, 0.01))


async def main(dsn: str) -> None:
    pool = await open_pool(dsn, size=2)
    services = await open_services(pool, pool, DatabaseClock(), ROOT_KEY)
    services.plugins = load(listed("probe"), plugin("probe", after_case_event, listens=frozenset({"noted"})))
    await take_switches(Read(pool), services.plugins)
    async with unit_of_work(pool, services) as uow:
        await begin(uow)
    sys.stdout.write("following\n")
    sys.stdout.flush()
    await run_follower(pool, services, services.plugins.loaded[0], asyncio.Event())


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
