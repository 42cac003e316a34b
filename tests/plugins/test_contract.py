"""The contract suite over the bundled plug-ins, each by itself and all together."""

import pytest

from core.db.private import Cluster
from web.testing.contract import (
    TestHooks,
    TestManifest,
    TestPermission,
    TestSchema,
    TestSettings,
    TestSwitch,
    TestTables,
)

__all__ = ["TestHooks", "TestManifest", "TestPermission", "TestSchema", "TestSettings", "TestSwitch", "TestTables"]


@pytest.fixture(scope="session")
def contract_server(cluster: Cluster) -> str:
    """The run's PostgreSQL instead of one of the suite's own."""
    return cluster.dsn
