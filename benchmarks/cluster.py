"""The run's own PostgreSQL: private, durable, with the settings of a small server, and kept between runs."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from core.db.cluster import postmaster
from core.db.cluster.place import place_in
from core.db.private import Cluster, private_postgres
from tests.support.database import programs

SETTINGS = {
    "shared_buffers": "2GB", "effective_cache_size": "6GB", "work_mem": "16MB", "random_page_cost": "1.1",
    "max_wal_size": "8GB", "checkpoint_timeout": "30min", "jit": "off", "synchronous_commit": "on", "fsync": "on",
}  # fmt: skip


def directory() -> Path:
    """Where it lies: HOTLINE_TEST_BENCH, or a directory of the system's for what may be lost."""
    return Path(os.environ.get("HOTLINE_TEST_BENCH", str(Path(tempfile.gettempdir()) / "hotline-bench")))


@contextmanager
def database_of_the_run() -> Iterator[Cluster]:
    """The cluster, with its settings in force."""
    home = directory()
    home.mkdir(exist_ok=True, parents=True)
    home.chmod(0o755)
    file = place_in(home).data / "postgresql.auto.conf"
    text = "".join(f"{name} = '{value}'\n" for name, value in SETTINGS.items())
    with private_postgres(home, binaries=programs()):
        stale = file.read_text("utf-8") != text
        if stale:
            file.write_text(text, "utf-8")
    if stale and postmaster.alive(place_in(home)):
        postmaster.stop(place_in(home))
    with private_postgres(home, binaries=programs()) as cluster:
        yield cluster


def pin(pid: int, cores: list[int]) -> None:
    """Keep a process, its children and its threads on these cores; what it starts later inherits them."""
    for process in (psutil.Process(pid), *psutil.Process(pid).children(recursive=True)):
        for thread in process.threads():
            os.sched_setaffinity(thread.id, cores)
