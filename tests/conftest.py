"""What every test may ask for."""

import gc
import os
import uuid
from collections.abc import AsyncIterator, Iterator

import pytest
from hypothesis import settings

from core.db.private import Cluster
from tests.support import database
from tests.support import office as office_support
from tests.support.office import Office
from web.memory import THRESHOLDS

RUN = "HOTLINE_TEST_RUN"  # names the run to its workers, and to a pytest that a test starts
OWNER = pytest.StashKey[bool]()

settings.register_profile("the same", derandomize=True)
settings.register_profile("by chance")
settings.load_profile("by chance" if os.environ.get("HOTLINE_TEST_LONG") else "the same")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[OWNER] = RUN not in os.environ
    os.environ.setdefault(RUN, uuid.uuid4().hex[:12])


def pytest_unconfigure(config: pytest.Config) -> None:
    if config.stash[OWNER]:
        database.discard(os.environ.pop(RUN))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "cluster" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.database)


def pytest_collection_finish() -> None:
    """Let Python look for garbage as in a server: not through ten thousand tests, and not after every 700 objects."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The run's PostgreSQL."""
    with database.shared_cluster(os.environ[RUN]) as running:
        yield running


@pytest.fixture(scope="session")
async def migrated(cluster: Cluster) -> str:
    """The name of the migrated template, for a test that makes a database of its own from it."""
    return await database.migrated_template(cluster, os.environ[RUN])


@pytest.fixture(scope="session")
async def database_url(cluster: Cluster, migrated: str) -> AsyncIterator[str]:
    """The address of this worker's migrated database. A test that writes takes `clean_database`, which is the same."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    async with database.new_database(cluster, f"worker_{worker}_{os.getpid()}", migrated) as dsn:
        yield dsn


@pytest.fixture(scope="session")
async def business_tables(database_url: str) -> list[str]:
    """The tables a test may fill."""
    return await database.business_tables(database_url)


@pytest.fixture
async def clean_database(database_url: str, business_tables: list[str]) -> AsyncIterator[str]:
    """The address of this worker's database, whose business tables are empty before the test and emptied after it."""
    yield database_url
    await database.truncate(database_url, business_tables)


@pytest.fixture
async def empty_database(cluster: Cluster) -> AsyncIterator[str]:
    """The address of a database of the test's own, without a table, for what migrations or bare SQL do."""
    async with database.new_database(cluster, f"empty_{uuid.uuid4().hex[:12]}") as dsn:
        yield dsn


@pytest.fixture(scope="session")
async def seeded(cluster: Cluster, migrated: str) -> str:
    """The name of the migrated template that holds Tai'an and the demonstration accounts as well."""
    return await database.filled_template(cluster, os.environ[RUN], migrated, "seeded", office_support.seed)


@pytest.fixture(scope="session")
async def shared_office(cluster: Cluster, seeded: str) -> AsyncIterator[Office]:
    """This worker's hotline; a test takes `office`, which forgets what the test wrote."""
    async with (
        database.new_database(cluster, f"office_{office_support.worker()}", seeded) as dsn,
        office_support.open_office(dsn) as opened,
    ):
        yield opened


@pytest.fixture
async def office(shared_office: Office) -> Office:
    """A seeded hotline without a case, whose clock stands at Monday 2026-11-16 10:00 in Tai'an."""
    await office_support.forget(shared_office)
    return shared_office
