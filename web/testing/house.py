"""A whole hotline for plug-in tests: a private PostgreSQL, the plug-ins of a file, every demonstration account."""

import asyncio
from collections.abc import Awaitable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
from strawberry.types import ExecutionResult

from core.access.load import load_viewer
from core.access.session import Session
from core.access.viewer import Viewer
from core.db.lineages import Lineage, plugin_lineages
from core.db.private import private_postgres
from core.plugin.host import PluginHost
from core.plugin.loaded import Loaded
from core.settings import Settings
from schema.compose import HotlineSchema, build_schema
from schema.context import RequestContext
from web.bootstrap import add_demonstration
from web.cli.demo import demo_accounts
from web.host import Host, opened

T = TypeVar("T")

_TABLES = "select quote_ident(tablename) from pg_tables where schemaname = 'public' order by tablename"
_DIGEST = "select '{0}', count(*), md5(string_agg(t::text, ',' order by t::text)) from {0} t"


@dataclass
class House:
    """A hotline with plug-ins on, in a loop of its own, so that tests are ordinary functions."""

    runner: asyncio.Runner
    host: Host
    schema: HotlineSchema
    dsn: str

    def run(self, work: Awaitable[T]) -> T:
        """Wait for a coroutine."""

        async def waiting() -> T:
            return await work

        return self.runner.run(waiting())

    def viewer(self, role: str) -> Viewer:
        """The demonstration account of a role."""
        subject = next(row["subject"] for row in demo_accounts() if row["role"] == role)
        found = self.run(load_viewer(self.host.read, subject, self.host.matrix, self.host.clock.now()))
        assert found is not None, f"no account of the role {role}"
        return replace(found, session=Session(found.now, strong_since=found.now))

    def roles(self) -> tuple[str, ...]:
        """Every role with a demonstration account."""
        return tuple(row["role"] for row in demo_accounts())

    def execute(self, document: str, viewer: Viewer, variables: Mapping[str, Any] | None = None) -> ExecutionResult:
        """One operation, as the server executes it."""
        host = self.host
        context = RequestContext(viewer, host.pool, host.services, host.codes, host.signing_key, "192.0.2.1")
        found = self.run(self.schema.execute(document, variable_values=dict(variables or {}), context_value=context))
        assert isinstance(found, ExecutionResult)
        return found

    def digest(self) -> Sequence[tuple[str, int, str | None]]:
        """What changes when any row of any table does."""
        return self.run(self._digest())

    async def _digest(self) -> list[tuple[str, int, str | None]]:
        connection = await asyncpg.connect(self.dsn)  # as the owner: the server's own logins do not reach every table
        try:
            names = [name for (name,) in await connection.fetch(_TABLES)]
            rows = await connection.fetch(" union all ".join(map(_DIGEST.format, names)))
        finally:
            await connection.close()
        return sorted(map(tuple, rows))


@contextmanager
def cluster(directory: Path) -> Iterator[str]:
    """The address of a private PostgreSQL that forgets what it wrote if the machine fails."""
    with private_postgres(directory, durable=False) as running:
        yield running.dsn


@contextmanager
def house(server: str, directory: Path, plugins_toml: str) -> Iterator[House]:
    """A hotline in a new database of that server, with the plug-ins of this `plugins.toml`."""
    file = directory / "plugins.toml"
    file.write_text(plugins_toml, "utf-8")
    settings = Settings.model_validate({"var": directory, "plugins_toml": file})
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        dsn = runner.run(_new_database(server))
        opening = opened(settings, dsn)
        host = runner.run(opening.__aenter__())
        try:
            runner.run(add_demonstration(host))
            yield House(runner, host, build_schema(plugins=host.services.plugins), dsn)
        finally:
            runner.run(opening.__aexit__(None, None, None))


async def _new_database(server: str) -> str:
    name = f"house_{uuid4().hex[:12]}"
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(f"create database {name}")
    finally:
        await connection.close()
    return urlsplit(server)._replace(path=f"/{name}").geturl()


@dataclass(frozen=True, slots=True)
class Others:
    """The plug-ins but one, for a schema without it."""

    host: PluginHost
    left_out: str

    @property
    def loaded(self) -> tuple[Loaded, ...]:
        """See PluginHost."""
        return tuple(one for one in self.host.loaded if one.name != self.left_out)

    def each(self, hook: str) -> Iterator[tuple[Loaded, Any]]:
        """See PluginHost."""
        return ((loaded, answer) for loaded, answer in self.host.each(hook) if loaded.name != self.left_out)


@contextmanager
def off(hotline: House, plugin: Loaded) -> Iterator[None]:
    """The plug-in is on in no district for the block."""
    switches, loaded = hotline.host.services.plugins.switches, hotline.host.services.plugins.loaded
    before = {one.name: switches.districts(one.name) for one in loaded}
    switches.replace({**before, plugin.name: ()})
    try:
        yield
    finally:
        switches.replace(before)


def lineage_of(hotline: House, plugin: Loaded) -> Lineage | None:
    """The plug-in's migrations, if it has tables."""
    found = plugin_lineages(hotline.host.services.plugins)
    return next((one for one in found if one.owner == plugin.name), None)
