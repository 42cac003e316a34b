"""An office with plug-ins: their tables and codes in its database, their policies in force, on in every district."""

import hashlib
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path

from core.access.viewer import SYSTEM
from core.codes.registry import CodeRegistry, load_codes
from core.db.connection import open_pool
from core.db.lineages import core_lineage, plugin_lineages, upgrade
from core.db.private import Cluster
from core.db.uow import unit_of_work
from core.districts.queries import take_switches
from core.districts.switch_plugin import SetDistrictPlugin, set_district_plugin
from core.districts.told import tell_changes
from core.events.sequence import step as number_events
from core.plugin.config import parse_config
from core.plugin.follow import following
from core.plugin.host import PluginHost, load_plugins
from core.plugin.minute import Minute
from core.plugin.reader import Reader
from schema import hookspecs
from schema.compose import HotlineSchema, build_schema
from tests.support import database
from tests.support.documents import KEPT
from tests.support.office import Office, forget, open_office, seeding_services
from web.plugins import enter, read_matrix

PLUGINS = Path(__file__).parents[2] / "plugins"


def in_tree() -> tuple[str, ...]:
    """The plug-ins of the checkout that have something to load."""
    return tuple(sorted(one.parent.name for one in PLUGINS.glob("*/plugin.py")))


def config_text(names: Sequence[str], more: str = "") -> str:
    """A `plugins.toml` with these plug-ins on in every district."""
    return "api = 1\n" + "".join(f'[plugins.{name}]\ndistricts = "*"\n' for name in names) + more


@dataclass
class Plugged(Office):
    """An office whose services know plug-ins."""

    codes: CodeRegistry
    own_tables: tuple[str, ...]

    @cached_property
    def schema(self) -> HotlineSchema:
        """With the plug-ins' parts; most tests of commands never ask for it."""
        return build_schema(plugins=self.plugins, extensions=KEPT)

    @property
    def plugins(self) -> PluginHost:
        """The loaded plug-ins."""
        return self.services.plugins

    async def switch(self, plugin: str, districts: Sequence[str]) -> None:
        """Have the plug-in on in these districts (six digits) and off in all others, as an officer would."""
        wanted = {code: code in districts for code in self.plugins.switches.paths}
        for code, enabled in wanted.items():
            if self.plugins.switches.on(plugin, code) != enabled:
                given = SetDistrictPlugin(district=code, plugin=plugin, enabled=enabled, reason="a test")
                async with unit_of_work(self.pool, self.services) as uow:
                    await set_district_plugin(uow, replace(SYSTEM, now=uow.now), given)
        await take_switches(self.read, self.plugins)

    async def effects(self) -> None:
        """Number what has happened, and let every plug-in do what it does after it, until nothing is left to do now."""
        while await number_events(self.pool):
            pass
        for loaded in following(self.services):
            reader = Reader(self.pool, self.services, loaded)
            while await reader.step():
                pass

    async def minute(self) -> None:
        """Let every plug-in look around, unless it has in this minute of the office's clock."""
        for loaded in following(self.services):
            await Minute(self.pool, self.services, loaded).step()


@dataclass
class Offices:
    """One office of this worker per `plugins.toml`, opened when it is first asked for, on a database per set of plug-ins."""

    cluster: Cluster
    run: str
    seeded: str
    stack: AsyncExitStack
    _open: dict[str, Plugged] = field(default_factory=dict)
    _databases: dict[str, str] = field(default_factory=dict)

    async def of(self, text: str) -> Plugged:
        """The office for a `plugins.toml`, as on the first day: without a case, every plug-in where the file says."""
        if text not in self._open:
            plugins = load_plugins(parse_config(text, Path("plugins.toml")), (hookspecs,))
            opened = await self.stack.enter_async_context(open_office(await self._database(plugins)))
            self._open[text] = await _plugged(opened, plugins)
        office = self._open[text]
        await _forget(office)
        return office

    async def _database(self, plugins: PluginHost) -> str:
        """The address of the one with their tables and codes; what they are set to is not in it."""
        names = " ".join(loaded.name for loaded in plugins.loaded)
        if names not in self._databases:
            name = f"plugged_{hashlib.sha256(names.encode()).hexdigest()[:12]}"
            fill = partial(_fill, plugins)
            template = await database.filled_template(self.cluster, self.run, self.seeded, name, fill)
            made = database.new_database(self.cluster, f"{name}_{os.getpid()}", template)
            self._databases[names] = await self.stack.enter_async_context(made)
        return self._databases[names]


@asynccontextmanager
async def offices(cluster: Cluster, run: str, seeded: str) -> AsyncIterator[Offices]:
    """Offices for the block."""
    async with AsyncExitStack() as stack:
        yield Offices(cluster, run, seeded, stack)


async def _fill(plugins: PluginHost, dsn: str) -> None:
    await upgrade(dsn, (core_lineage(), *plugin_lineages(plugins)))
    await _enter(dsn, plugins)


async def _enter(dsn: str, plugins: PluginHost) -> None:
    services = seeding_services()
    services.plugins = plugins
    pool = await open_pool(dsn, size=1)
    try:
        async with unit_of_work(pool, services) as uow:
            await enter(uow)
    finally:
        await pool.close()


async def _plugged(office: Office, plugins: PluginHost) -> Plugged:
    office.services.plugins = plugins
    await take_switches(office.read, plugins)
    matrix = await read_matrix(office.read, plugins, None)
    viewers = {role: replace(one, matrix=matrix) for role, one in office.viewers.items()}
    return Plugged(
        office.dsn,
        office.pool,
        office.services,
        matrix,
        viewers,
        codes=await load_codes(office.read),
        own_tables=tuple(table.name for _, tables in plugins.each("tables") for table in tables),
    )


async def _forget(office: Plugged) -> None:
    await forget(office, office.own_tables)
    await take_switches(office.read, office.plugins)
    async with unit_of_work(office.pool, office.services) as uow:
        await enter(uow)
        for loaded in office.plugins.loaded:
            await tell_changes(uow, loaded.name)
