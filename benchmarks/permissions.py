"""What asking for permission costs a request: the shape of the viewer, and the values its row filter binds. No Casbin call."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import casbin

from benchmarks.servers import ROLE
from core.access.load import load_viewer
from core.access.operations import Operation
from core.access.predicate import row_values
from core.access.viewer import Viewer
from core.db.connection import open_pool
from core.db.read import Read
from core.settings import Settings
from web.plugins import plugins_of, read_matrix, settle

REPEATS = 20_000


async def _viewer(dsn: str) -> Viewer:
    pool = await open_pool(dsn, size=1)
    try:
        plugins, read = plugins_of(Settings()), Read(pool)
        await settle(read, plugins, Path("plugins.toml"))
        found = await load_viewer(read, f"d:{ROLE}", await read_matrix(read, plugins, None), datetime.now(UTC))
    finally:
        await pool.close()
    assert found is not None
    return found


def permissions(dsn: str) -> tuple[float, float, int]:
    """Microseconds to know the shape, microseconds for the values of one row filter, and Casbin's calls meanwhile."""
    viewer, calls = asyncio.run(_viewer(dsn)), 0
    enforce = casbin.Enforcer.enforce

    def counted(self: casbin.Enforcer, *asked: object) -> bool:
        nonlocal calls
        calls += 1
        return bool(enforce(self, *asked))

    casbin.Enforcer.enforce = counted
    try:
        assert viewer.shape is not None  # as of an account that is remembered
        shape = _microseconds(lambda: viewer.at(viewer.now, None).shape)
        values = _microseconds(lambda: row_values(viewer, Operation.CASE_READ))
    finally:
        casbin.Enforcer.enforce = enforce
    return shape, values, calls


def _microseconds(work: object) -> float:
    assert callable(work)
    for _ in range(1000):
        work()
    began = perf_counter()
    for _ in range(REPEATS):
        work()
    return (perf_counter() - began) / REPEATS * 1e6
