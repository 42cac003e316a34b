"""A whole hotline for a test: a seeded database, a clock that stands, one viewer per role."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from core.access.load import load_viewer
from core.access.matrix import Matrix, load_matrix
from core.access.session import Session
from core.access.viewer import Viewer
from core.clock import VirtualClock
from core.db.connection import open_pool
from core.db.read import Read
from core.db.uow import unit_of_work
from core.deadlines.profile_files import bundled_profiles
from core.deadlines.seed import SEED_YEARS, seed_days
from core.deadlines.workdays import WorkDays
from core.events.routing import QueueBook
from core.office import open_services
from core.sealing.blind_index import IndexKeys
from core.sealing.keychain import KeyChain
from core.sealing.provider import LocalKeyProvider
from core.seed.load import load_all
from core.services import Services
from core.tables import BUSINESS
from tests.support.database import delete_all
from tests.support.month_keys import MemoryMonthKeys
from web.cli.demo import add_demo_accounts, demo_accounts

ROOT_KEY = bytes(range(32))
START = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
"""Monday, 10:00 in Tai'an."""

_KEPT = {"account", "role_grant", "liaison_officer"}
BUSINESS_TABLES = tuple(table.name for table in BUSINESS if table.name not in _KEPT)


@dataclass
class Office:
    """What a test of the domain works with."""

    dsn: str
    pool: Any = field(repr=False)
    services: Services = field(repr=False)
    matrix: Matrix = field(repr=False)
    viewers: dict[str, Viewer] = field(repr=False)

    @property
    def clock(self) -> VirtualClock:
        """The clock of every command; it stands until the test sets it."""
        assert isinstance(self.services.clock, VirtualClock)
        return self.services.clock

    @property
    def read(self) -> Read:
        """Reads outside a transaction."""
        return Read(self.pool)

    def viewer(self, role: str) -> Viewer:
        """The demonstration account of a role, signed in strongly, now."""
        now = self.clock.now()
        return replace(self.viewers[role], now=now, session=Session(now, strong_since=now))

    async def run(self, command: Callable[..., Awaitable[Any]], role: str, input: object) -> Any:
        """One command in a unit of work of its own."""
        async with unit_of_work(self.pool, self.services) as uow:
            return await command(uow, self.viewer(role), input)


def seeding_services(start: datetime = START) -> Services:
    """Services for filling an empty database, before there is a calendar in it."""
    provider = LocalKeyProvider(ROOT_KEY)
    return Services(
        clock=VirtualClock(start),
        workdays=WorkDays(seed_days(), SEED_YEARS),
        profiles=bundled_profiles(),
        keys=KeyChain(provider, MemoryMonthKeys()),
        indexes=IndexKeys(provider),
    )


async def seed(dsn: str) -> None:
    """Fill a migrated database with Tai'an and the demonstration accounts."""
    pool = await open_pool(dsn, size=2)
    try:
        async with unit_of_work(pool, seeding_services()) as uow:
            await load_all(uow)
            await add_demo_accounts(uow)
    finally:
        await pool.close()


@asynccontextmanager
async def open_office(dsn: str, size: int = 4, *, pooled: bool = False) -> AsyncIterator[Office]:
    """The office on a seeded database, or on a pooler's address before one."""
    pool = await open_pool(dsn, size=size, pooled=pooled)
    beside = await open_pool(dsn, size=1, least=0, pooled=pooled)
    try:
        services = await open_services(pool, beside, VirtualClock(START), ROOT_KEY)
        matrix = load_matrix()
        found = {row["role"]: await load_viewer(Read(pool), row["subject"], matrix, START) for row in demo_accounts()}
        yield Office(dsn, pool, services, matrix, {role: one for role, one in found.items() if one is not None})
    finally:
        await pool.close()
        await beside.close()


async def forget(office: Office, more: Sequence[str] = ()) -> None:
    """Empty what a test wrote, `more` tables and precedents in the catalogue included, and set the clock back."""
    async with office.pool.acquire() as connection:
        await delete_all(connection, (*BUSINESS_TABLES, *more))
        await connection.execute("update sequencer set last_pos = 0, chain = ''")
        await connection.execute("delete from catalogue_entry where adjudication_id is not null")
    office.services.clock = VirtualClock(START)
    office.services.queues = QueueBook()


def worker() -> str:
    """This test process's name, for the database it owns."""
    return f"{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
