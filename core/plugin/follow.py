"""What a process does for plug-ins beside answering: their after-effects and their minutes, a loop for each of them."""

import asyncio
from collections.abc import Iterator
from typing import Any

from core.db.uow import UnitOfWork
from core.events.bus import LOG, POLL_SECONDS, pause_at
from core.events.repeat import repeat
from core.plugin import reader_statements as sql
from core.plugin.loaded import Loaded
from core.plugin.minute import HOOK as MINUTE
from core.plugin.minute import Minute
from core.plugin.reader import HOOK as EFFECT
from core.plugin.reader import Reader
from core.services import Services

SECONDS = 0.2
"""The least between two looks at the log: in a rush, each costs as much for a few events as for many."""


async def begin(uow: UnitOfWork) -> None:
    """Make the cursors of plug-ins that are new here, at the head of the log; before anything is served."""
    plugins = uow.services.plugins
    listening = plugins.run.implementing(EFFECT)
    for loaded in plugins.loaded:
        await uow.execute(sql.BEGIN if loaded.name in listening else sql.PASS_ALL, plugin=loaded.name)


def following(services: Services) -> Iterator[Loaded]:
    """The plug-ins that have after-effects or minutes."""
    plugins = services.plugins
    names = {*plugins.run.implementing(EFFECT), *plugins.run.implementing(MINUTE)}
    return (loaded for loaded in plugins.loaded if loaded.name in names)


async def run_follower(pool: Any, services: Services, loaded: Loaded, stop: asyncio.Event) -> None:
    """Work for one plug-in until `stop` is set, surviving restarts of the database; any number of processes may.

    It takes one connection at a time from the pool, and a hook that hangs keeps no other plug-in's loop waiting.
    """
    reader, minute = Reader(pool, services, loaded), Minute(pool, services, loaded)

    async def turn() -> None:
        await minute.step()
        while not stop.is_set() and await reader.step():
            await minute.step()

    await repeat(f"plug-in {loaded.name}", turn, stop, POLL_SECONDS, pause_at(services.bus, LOG, SECONDS))
