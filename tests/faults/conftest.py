"""What tests of faults may ask for."""

import uuid
from collections.abc import AsyncIterator

import pytest

from core.db.private import Cluster
from tests.support import database


@pytest.fixture(scope="module")
async def module_database(cluster: Cluster, seeded: str) -> AsyncIterator[str]:
    """The address of a seeded database for the tests of one file, which keep out of one another's way."""
    async with database.new_database(cluster, f"faults_{uuid.uuid4().hex[:12]}", seeded) as dsn:
        yield dsn


@pytest.fixture
async def own_database(cluster: Cluster, seeded: str) -> AsyncIterator[str]:
    """One that a test shares with none of its file."""
    async with database.new_database(cluster, f"own_{uuid.uuid4().hex[:12]}", seeded) as dsn:
        yield dsn
