"""A database of a test's own, for what it does to keys of a process and not of a case."""

import uuid
from collections.abc import AsyncIterator

import pytest

from core.db.private import Cluster
from tests.support.database import new_database
from tests.support.office import Office, open_office


@pytest.fixture
async def own_office(cluster: Cluster, seeded: str) -> AsyncIterator[Office]:
    """An office whose database no other test has."""
    async with new_database(cluster, f"keys_{uuid.uuid4().hex[:12]}", seeded) as dsn, open_office(dsn) as opened:
        yield opened
