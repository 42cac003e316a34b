"""One process's hotline: everything that is opened once and asked by every request, command and background task."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from core.access.matrix import Matrix
from core.access.viewer import Viewer
from core.attachments.store import AttachmentStore, open_store
from core.audit.heads import HeadSigner
from core.clock import SHANGHAI, DatabaseClock
from core.codes.registry import CodeRegistry, load_codes
from core.db.connection import open_pool
from core.db.grants import HIGHEST_OF_APP
from core.db.lineages import core_lineage, plugin_lineages, upgrade
from core.db.read import Read, Row
from core.db.side import Side
from core.db.uow import unit_of_work
from core.deadlines.profile_files import bundled_profiles
from core.deadlines.seed import SEED_YEARS, seed_days
from core.deadlines.workdays import WorkDays
from core.events.replica import Replica
from core.keys.opening import RootKeys, open_keys
from core.keys.store import MonthKeyTable
from core.office import open_services
from core.plugin.host import PluginHost
from core.sealing.blind_index import IndexKeys
from core.sealing.envelope import SUITES
from core.sealing.keychain import KeyChain
from core.seed.load import load_all
from core.services import Services
from core.settings import Settings
from web.audit import head_signer
from web.auth.issuers import Issuer
from web.auth.remote_keys import RemoteIssuers, RemoteKeys, fetched, published_issuers
from web.fleet import Fleet
from web.keys import former_root_key, root_key
from web.outgoing import outgoing_of
from web.plugin_state import PluginState
from web.plugins import enter, plugins_of, read_matrix, settle, started
from web.queue_state import QueueState
from web.wall import behind, sides

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
    """Of whoever reaches every row: requests of who is cleared that far, and all that runs in the background."""
    clock: DatabaseClock
    services: Services
    codes: CodeRegistry
    matrix: Matrix
    attachments: AttachmentStore
    signing_key: bytes = field(repr=False)
    signer: HeadSigner = field(repr=False)
    root_keys: RootKeys = field(repr=False)
    issuers: Mapping[str, Issuer] = field(default_factory=dict)
    draining: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the process has been asked to end: it is no longer ready, and what lasts is to be closed."""
    low_pool: "asyncpg.Pool[Any] | None" = None
    """Of who reaches no row above PRIVACY; without it, the second wall is not there, and `pool` is everybody's."""
    fleet: Fleet | None = None
    """The other workers of the same supervisor."""
    replica: Replica | None = None
    """Where the log is read, if that is not the database."""
    night: Row | None = None
    """The newest of `retention_night`, as it was seen last."""
    high: Side = field(init=False)
    low: Side | None = field(init=False)
    remotes: RemoteIssuers = field(init=False)
    """The issuers that publish their keys."""
    plugin_state: PluginState = field(init=False)
    queue_state: QueueState = field(default_factory=QueueState)

    def __post_init__(self) -> None:
        self.high = Side.of(self.pool)
        self.low = Side.of(self.low_pool) if self.low_pool else None
        self.plugin_state = PluginState(self.plugins)
        fetch = partial(fetched, outgoing_of(self.settings))
        published = published_issuers(self.settings.issuers) if self.settings.issuers else []
        self.remotes = RemoteIssuers([RemoteKeys(one, fetch) for one in published], self._take_issuer)

    def _take_issuer(self, issuer: Issuer) -> None:
        self.issuers = {**self.issuers, issuer.name: issuer}

    def side(self, viewer: Viewer) -> Side:
        """That of a viewer, by how far the policy lets them see."""
        return self.low if self.low is not None and viewer.clearance <= HIGHEST_OF_APP else self.high

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
    pooled = pooler is not None
    high, low = behind(pooler, *await sides(settings, dsn))
    async with (
        _pool(high, settings.pool_size, pooled=pooled) as pool,
        _pool(high, 1, least=0, pooled=pooled) as beside,
        _pool(low, settings.pool_size, least=0, pooled=pooled) if low else nullcontext() as low_pool,
    ):
        host = await _opened(settings, pool, beside, plugins, low_pool)
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
    settings: Settings,
    pool: "asyncpg.Pool[Any]",
    beside: "asyncpg.Pool[Any]",
    plugins: PluginHost,
    low_pool: "asyncpg.Pool[Any] | None",
) -> Host:
    clock, read = DatabaseClock(), Read(pool)
    at = settings.attachments_url
    attachments = open_store(at.get_secret_value() if at else None, settings.var / "attachments")
    await sample(clock, pool)
    root, former, suite = await root_key(settings, read), former_root_key(settings), SUITES[settings.suite]
    keys = await open_keys(read, root, former, suite)
    async with unit_of_work(pool, _seeding_services(clock, keys, beside)) as uow:
        await uow.fetch(_PATIENTLY)
        await uow.fetch(_ALONE)
        await load_all(uow)
    await settle(read, plugins, settings.plugins_toml)
    matrix = await read_matrix(read, plugins, settings.policy)
    services = await open_services(pool, beside, clock, root, settings.profile, former=former, suite=suite)
    services.plugins, services.reveals = plugins, settings.reveals
    services.profiles.current(settings.profile, clock.now().astimezone(SHANGHAI).date())
    async with unit_of_work(pool, services) as uow:
        await enter(uow)
    signing_key = keys.derived.derive("sign cursors and requests")
    signer = head_signer(settings, keys.derived)
    codes = await load_codes(read)
    return Host(
        settings, pool, clock, services, codes, matrix, attachments, signing_key, signer, keys, low_pool=low_pool
    )


def _seeding_services(clock: DatabaseClock, keys: RootKeys, beside: Any) -> Services:
    """Services before there is a calendar in the database."""
    return Services(
        clock=clock,
        workdays=WorkDays(seed_days(), SEED_YEARS),
        profiles=bundled_profiles(),
        keys=KeyChain(keys.provider, MonthKeyTable(beside)),
        indexes=IndexKeys(keys.derived),
    )
