"""The plug-ins of a process: from `plugins.toml` to where they are on, what they may, and that they are ready."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import structlog

from core.access.matrix import POLICY, Matrix, load_matrix
from core.access.policy import PluginPolicy
from core.access.withholding import Withholding, tried
from core.db.read import Read
from core.db.uow import UnitOfWork, unit_of_work
from core.districts.queries import ALL, take_switches
from core.districts.told import tell_changes
from core.errors import Refused
from core.plugin.config import PluginConfig, read_config
from core.plugin.errors import PLUGIN_FAILED, PluginError
from core.plugin.follow import begin
from core.plugin.host import PluginHost, load_plugins
from core.plugin.loaded import Loaded
from core.seed.plugin_codes import load_plugin_codes
from core.services import Services
from core.settings import Settings
from schema import hookspecs

_log = structlog.get_logger("hotline.plugins")


def config_of(settings: Settings) -> PluginConfig:
    """What the settings' file says; a file nobody named may be missing. Raises PluginError."""
    return read_config(settings.plugins_toml, required="plugins_toml" in settings.model_fields_set)


def plugins_of(settings: Settings) -> PluginHost:
    """What the settings' file lists, loaded before any database is asked. Raises PluginError."""
    return load_plugins(config_of(settings), (hookspecs,))


async def settle(read: Read, plugins: PluginHost, file: Path) -> None:
    """Take over where they are on. Raises PluginError for a district of the file that there is not."""
    await take_switches(read, plugins)
    refuse_unknown(plugins, plugins.switches.paths, file)


def refuse_unknown(plugins: PluginHost, known: Collection[str], file: Path) -> None:
    """Raises PluginError for a district of the file that is not one of the `known` six-digit codes."""
    for loaded in plugins.loaded:
        for code in (*loaded.defaults, *loaded.overrides):
            if code != ALL and code not in known:
                raise PluginError(
                    f"{file}: plugins.{loaded.name}: there is no district {code}.",
                    f"Write one of {', '.join(sorted(known))}.",
                )


async def read_matrix(read: Read, plugins: PluginHost, policy: Path | None) -> Matrix:
    """Who may what, plug-ins' operations included, and what they keep back. Raises PolicyError."""
    withholding = [await tried(read, Withholding(one.name, ask)) for one, ask in plugins.each("case_filter")]
    return matrix_of(plugins, policy or POLICY, withholding)


def matrix_of(plugins: PluginHost, policy: Path, withholding: Sequence[Withholding]) -> Matrix:
    """The same with conditions that were tried already. Raises PolicyError."""
    policies = [PluginPolicy(loaded.name, text) for loaded, text in plugins.each("access_policies")]
    return load_matrix(policy, policies, plugins.switches, withholding)


async def enter(uow: UnitOfWork) -> None:
    """Enter their codes, and their places in the log. Raises PluginError for a code that is another's."""
    await load_plugin_codes(uow, uow.services.plugins)
    await begin(uow)


@asynccontextmanager
async def started(pool: Any, services: Services) -> AsyncIterator[None]:
    """Start them, tell them what the file changed, and stop them after the block.

    Raises PluginError for one that cannot be served with and may not be left out.
    """
    plugins = services.plugins
    try:
        await plugins.startup(services)
        for loaded in plugins.loaded:
            if loaded.name not in plugins.switches.suspended:
                await _tell(pool, services, loaded)
        yield
    finally:
        await plugins.shutdown()


async def _tell(pool: Any, services: Services, loaded: Loaded) -> None:
    try:
        async with unit_of_work(pool, services) as uow:
            await tell_changes(uow, loaded.name)
    except Refused as refused:
        if refused.code is PLUGIN_FAILED and not loaded.optional:
            raise PluginError(
                f"plugins.{loaded.name}: it fails when it is told of the districts it is on in.",
                f'Mend it, take [plugins.{loaded.name}] out of the file, or write on_failure = "skip" there.',
            ) from None
        _log.warning("plug-in not ready in a district", plugin=loaded.name, refused=refused.code.code)
