"""One process's hotline: everything that is opened once and asked by every request, command and background task."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from core.access.matrix import Matrix
from core.attachments.store import AttachmentStore, open_store
from core.clock import SHANGHAI, DatabaseClock
from core.codes.registry import CodeRegistry, load_codes
from core.db.connection import open_pool
from core.db.kept import Kept
from core.db.lanes import Lanes
from core.db.lineages import core_lineage, plugin_lineages, upgrade
from core.db.uow import Read, unit_of_work
from core.deadlines.profile_files import bundled_profiles
from core.deadlines.seed import SEED_YEARS, seed_days
from core.deadlines.workdays import WorkDays
from core.events.replica import Replica
from core.keys.store import MonthKeyTable
from core.office import open_services
from core.plugin.host import PluginHost
from core.sealing.blind_index import IndexKeys
from core.sealing.keychain import KeyChain
from core.sealing.provider import LocalKeyProvider
from core.seed.load import load_all
from core.services import Services
from core.settings import Settings
from web.auth.issuers import Issuer
from web.fleet import Fleet
from web.keys import root_key
from web.plugin_state import PluginState
from web.plugins import enter, plugins_of, read_matrix, settle, started
from web.queue_state import QueueState

if TYPE_CHECKING:
    import asyncpg

CLOSE_SECONDS = 2.0

_PATIENTLY = text("set local lock_timeout = '60s'")
_ALONE = text("select name from migration_lock where name = 'all' for update")
"""Hosts that start together seed one after another: each sees what the one before has entered."""


@dataclass
class Host:
    """What is opened. `services`, `codes`, `matrix` and `issuers` are replaced when their sources change.

    `signing_key` (32 bytes) is the same in every process of the deployment.
    """

    settings: Settings
    pool: "asyncpg.Pool[Any]"
    clock: DatabaseClock
    services: Services
    codes: CodeRegistry
    matrix: Matrix
    attachments: AttachmentStore
    signing_key: bytes = field(repr=False)
    issuers: Mapping[str, Issuer] = field(default_factory=dict)
    draining: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the process has been asked to end: it is no longer ready, and what lasts is to be closed."""
    fleet: Fleet | None = None
    """The other workers of the same supervisor."""
    replica: Replica | None = None
    """Where the log is read, if that is not the database."""
    lanes: Lanes = field(init=False)
    kept: Kept = field(init=False)
    plugin_state: PluginState = field(init=False)
    queue_state: QueueState = field(default_factory=QueueState)

    def __post_init__(self) -> None:
        self.lanes, self.kept = Lanes(self.pool), Kept(self.pool)
        self.plugin_state = PluginState(self.plugins)

    @property
    def plugins(self) -> PluginHost:
        """Those of `services`."""
        return self.services.plugins

    @property
    def read(self) -> Read:
        """Reads outside a transaction."""
        return Read(self.pool)


@asynccontextmanager
async def opened(
    settings: Settings, dsn: str, plugins: PluginHost | None = None, *, pooler: str | None = None
) -> AsyncIterator[Host]:
    """The host on the database at `dsn`, migrated and seeded first; closed after the block.

    Its pool goes through the pooler in transaction mode, if there is one; what needs a session of its own must not.

    The plug-ins are those of the settings; whoever wants them refused before there is a database has loaded them already.
    Raises what the parts raise for a database, root key, profile, policy file or plug-in that cannot be used.
    """
    plugins = plugins or plugins_of(settings)
    await upgrade(dsn, (core_lineage(), *plugin_lineages(plugins)))
    address, pooled = pooler or dsn, pooler is not None
    async with (
        _pool(address, settings.pool_size, pooled=pooled) as pool,
        _pool(address, 1, least=0, pooled=pooled) as beside,
    ):
        host = await _opened(settings, pool, beside, plugins)
        async with started(pool, host.services):
            yield host


@asynccontextmanager
async def _pool(address: str, size: int, *, least: int = 1, pooled: bool) -> AsyncIterator["asyncpg.Pool[Any]"]:
    pool = await open_pool(address, size=size, least=least, pooled=pooled)
    try:
        yield pool
    finally:
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await pool.close()
        except TimeoutError:
            pool.terminate()


async def sample(clock: DatabaseClock, pool: Any) -> None:
    """Set the clock by the database's."""
    clock.sample(await pool.fetchval("select clock_timestamp()"))


async def _opened(
    settings: Settings, pool: "asyncpg.Pool[Any]", beside: "asyncpg.Pool[Any]", plugins: PluginHost
) -> Host:
    clock, read = DatabaseClock(), Read(pool)
    attachments = open_store(settings.attachments_url, settings.var / "attachments")
    await sample(clock, pool)
    root = await root_key(settings, read)
    async with unit_of_work(pool, _seeding_services(clock, root, beside)) as uow:
        await uow.fetch(_PATIENTLY)
        await uow.fetch(_ALONE)
        await load_all(uow)
    await settle(read, plugins, settings.plugins_toml)
    matrix = await read_matrix(read, plugins, settings.policy)
    services = await open_services(pool, beside, clock, root, settings.profile)
    services.plugins = plugins
    services.profiles.current(settings.profile, clock.now().astimezone(SHANGHAI).date())
    async with unit_of_work(pool, services) as uow:
        await enter(uow)
    signing_key = LocalKeyProvider(root).derive("sign cursors and requests")
    return Host(settings, pool, clock, services, await load_codes(read), matrix, attachments, signing_key)


def _seeding_services(clock: DatabaseClock, root: bytes, beside: Any) -> Services:
    """Services before there is a calendar in the database."""
    provider = LocalKeyProvider(root)
    return Services(
        clock=clock,
        workdays=WorkDays(seed_days(), SEED_YEARS),
        profiles=bundled_profiles(),
        keys=KeyChain(provider, MonthKeyTable(beside)),
        indexes=IndexKeys(provider),
    )
