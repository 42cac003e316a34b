"""The databases of a run: copies of the cities, for what is measured writes to them."""

import shutil
from urllib.parse import urlsplit

from benchmarks.cluster import directory
from benchmarks.data.city import FULL, city
from benchmarks.servers import PEERS
from core.db.private import Cluster
from tests.support.database import connection, dsn_of

SPARE = 15 << 30
"""Bytes of the disk that are left to others."""

BYTES, BYTES_THIN, LOG = 11_000, 5_000, 8 << 30
"""What a case takes of the disk with its indexes, and what the write-ahead log may take."""


async def copy_of(cluster: Cluster, cases: int, name: str) -> str:
    """The address of a copy of the city that may be written to, with what the peers are given beside our tables."""
    template = urlsplit(await city(cluster, cases)).path[1:]
    async with connection(cluster.dsn) as administration:
        await administration.execute(f"drop database if exists {name} with (force)")
        await administration.execute(f"create database {name} template {template} strategy file_copy", timeout=1800)
    async with connection(dsn_of(cluster, name)) as database:
        await database.execute((PEERS / "prepare.sql").read_text("utf-8"))
        await database.execute("checkpoint")
    return dsn_of(cluster, name)


class NoRoom(Exception):
    """The disk is too small; the message says by how much."""


async def grown(cluster: Cluster, cases: int) -> str:
    """The address of a larger city. Raises NoRoom.

    A full one is copied; a thin one is written to as it is, for two of them would take the disk of a small machine. What
    was registered in it runs out within hours, and it is made anew then.
    """
    async with connection(cluster.dsn) as administration:
        there = await administration.fetchval(
            "select exists (select from pg_database where datname = $1)", f"city_{cases}"
        )
    full, free = cases <= FULL, shutil.disk_usage(directory()).free
    needed = (0 if there else cases * (BYTES if full else BYTES_THIN) + LOG) + (cases * BYTES if full else 0)
    if free - needed < SPARE:
        raise NoRoom(
            f"{cases:,} cases: not run; {needed >> 30} GB are needed beside {SPARE >> 30} to spare, {free >> 30} are free."
        )
    return await copy_of(cluster, cases, f"run_{cases}") if full else await city(cluster, cases)
