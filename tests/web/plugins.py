"""Plug-ins of a web test: made without files, in a process's hotline."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from core.plugin.host import PluginHost
from core.settings import Settings
from schema import hookspecs
from tests.core.plugin.making import listed, load, plugin
from web.host import Host, opened

NAME = "probe"


def probe(*hooks: Callable[..., Any], name: str = NAME, **keys: str) -> PluginHost:
    """The plug-in of these hooks, on everywhere; `keys` are further lines of its table."""
    return load(listed(name, **keys), plugin(name, *hooks), specs=(hookspecs,))


def two(first: ModuleType, second: ModuleType, **keys: str) -> PluginHost:
    """Two plug-ins, on everywhere."""
    names = [module.__name__.split(".")[1] for module in (first, second)]
    return load(listed(*names, **keys), first, second, specs=(hookspecs,))


@asynccontextmanager
async def process(dsn: str, var: Path, plugins: PluginHost) -> AsyncIterator[Host]:
    """A process's hotline on the database at `dsn`."""
    settings = Settings.model_validate({"var": var, "pool_size": 4})
    async with opened(settings, dsn, plugins) as host:
        yield host
