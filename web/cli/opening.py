"""How a command gets at the database: the same one as every other command and the server."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import TypeVar

from core.db.uow import UnitOfWork, unit_of_work
from core.errors import Refused
from core.settings import Settings
from web import logs
from web.database import database
from web.environment import read_settings
from web.host import Host, opened
from web.plugins import plugins_of
from web.problems import Halt

T = TypeVar("T")


def settings() -> Settings:
    """The settings of this process, its logs set up by them."""
    read = read_settings(os.environ)
    logs.configure(read.log_level, logs.secrets_of(read))
    return read


def with_database(work: Callable[[str], Awaitable[T]]) -> T:
    """What `work` answers on the database's address; nothing in the database is changed before."""
    return _with_database(settings(), work)


def with_host(work: Callable[[Host], Awaitable[T]]) -> T:
    """What `work` answers on the migrated and seeded database with all services open and the plug-ins loaded."""
    read = settings()
    plugins = plugins_of(read)

    async def opening(dsn: str) -> T:
        async with opened(read, dsn, plugins) as host:
            return await work(host)

    return _with_database(read, opening)


def _with_database(read: Settings, work: Callable[[str], Awaitable[T]]) -> T:
    async def running(dsn: str) -> T:
        return await work(dsn)

    with database(read) as dsn:
        return asyncio.run(running(dsn))


def in_transaction(work: Callable[[UnitOfWork, Host], Awaitable[T]]) -> T:
    """What `work` answers in a transaction of its own; a refusal is told like every other problem."""

    async def running(host: Host) -> T:
        async with unit_of_work(host.pool, host.services) as uow:
            return await work(uow, host)

    try:
        return with_host(running)
    except Refused as refused:
        raise Halt(refused.text("zh"), refused.text("en")) from None
