"""What tests of plug-ins may ask for."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.db.private import Cluster
from tests.conftest import RUN
from tests.schema.conftest import Api
from tests.support import plugged as support
from tests.support.plugged import Offices, Plugged

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
async def plugged_offices(cluster: Cluster, seeded: str) -> AsyncIterator[Offices]:
    """This worker's offices with plug-ins, one for each `plugins.toml`."""
    async with support.offices(cluster, os.environ[RUN], seeded) as opened:
        yield opened


@pytest.fixture
def plugin_names(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """The plug-ins of `plugged`: for tests in a plug-in's own folder that one, for others every plug-in of the checkout."""
    folder = request.path.relative_to(HERE).parts[0]
    every = support.in_tree()
    return (folder,) if folder in every else every


@pytest.fixture
def plugins_toml(plugin_names: tuple[str, ...]) -> str:
    """The file that lists them, on in every district; a test that needs settings writes its own."""
    return support.config_text(plugin_names)


@pytest.fixture
async def plugged(plugged_offices: Offices, plugins_toml: str) -> Plugged:
    """A seeded hotline with plug-ins and without a case, whose clock stands at Monday 2026-11-16 10:00 in Tai'an."""
    return await plugged_offices.of(plugins_toml)


@pytest.fixture
async def plugged_api(plugged: Plugged) -> Api:
    """The schema with the plug-ins' parts on that office."""
    return Api(plugged.schema, plugged, plugged.codes)
