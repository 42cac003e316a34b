"""What the tests of the private PostgreSQL look at and break."""

import contextlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg

from core.db.cluster import postmaster
from core.db.cluster.place import place_in
from core.db.private import Cluster, ensure
from tests.support.database import programs

HOLDER = """
import sys
from pathlib import Path
from core.db.private import ensure, release
cluster = ensure(Path(sys.argv[1]), durable=False, binaries=Path(sys.argv[2]) if sys.argv[2] else None)
print(cluster.pid, cluster.started_by_us, flush=True)
sys.stdin.readline()
print(release(cluster), flush=True)
"""


@contextlib.contextmanager
def var_directory(within: Path | None = None) -> Iterator[Path]:
    """A directory that every user of the machine can enter; a PostgreSQL left running in it is stopped at the end."""
    top = Path(tempfile.mkdtemp(prefix="hotline-private-", dir=within))
    top.chmod(0o755)
    try:
        yield top / "var"
    finally:
        if (top / "var" / "postgres" / "data").exists():
            place = place_in(top / "var")
            if postmaster.alive(place):
                postmaster.stop(place)
        shutil.rmtree(top)


def begin(var: Path) -> Cluster:
    """A cluster for a test, on the programs the run was told to use."""
    return ensure(var, durable=False, binaries=programs())


async def fetch(cluster: Cluster, statement: str) -> object:
    """The single value of a query, on a connection of its own."""
    connection = await asyncpg.connect(cluster.dsn)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


def holder(var: Path) -> "subprocess.Popen[str]":
    """Another process that uses the cluster until it reads a line.

    It prints the postmaster's id and whether it started it, and at the end whether it stopped it.
    """
    command = [sys.executable, "-c", HOLDER, str(var), str(programs() or "")]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def line_of(process: "subprocess.Popen[str]") -> list[str]:
    """The next line the process prints, in words."""
    assert process.stdout is not None
    return process.stdout.readline().split()


def finish(process: "subprocess.Popen[str]") -> str:
    """Let the process end in order; what it prints last."""
    return process.communicate("\n", timeout=20)[0].strip()
