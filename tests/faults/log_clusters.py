"""PostgreSQL clusters that come after one another: a standby that is promoted, a restore, a new one from a dump.

The database's address is a symbolic link to the socket of whichever is in charge, as an operator's virtual address is.
"""

import asyncio
import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import asyncpg

from core.db.cluster import locks, postmaster
from core.db.cluster.binaries import Binaries, binaries_for
from core.db.cluster.initial import major_of
from core.db.cluster.place import Place, place_in
from core.db.private import Cluster, ensure, release
from tests.clients.delivering import until
from tests.faults.log_kills import answering
from tests.support.database import programs

_LET_IN = "local replication all trust\n"
"""The socket's directory is open to PostgreSQL's own user alone."""


class Clusters:
    """Each has a directory and an archive of its own below `top`; `current` is the one at `dsn`."""

    def __init__(self, top: Path) -> None:
        self._top, self._count = top, 0
        self._link = top / "address"
        self._held: list[Cluster] = []
        self.current = self.empty()
        self.point_at(self.current)

    @property
    def dsn(self) -> str:
        """Of whoever is in charge."""
        return f"postgresql://hotline@/hotline?host={quote(str(self._link))}&port={postmaster.PORT}"

    def end(self) -> None:
        """Stop all, and none of them in order: nobody needs them any more."""
        for one in self._held:
            if postmaster.alive(_place(one)):
                os.kill(one.pid, signal.SIGQUIT)
        for one in self._held:
            release(one)

    def point_at(self, cluster: Cluster) -> None:
        """From now on this one is the database."""
        draft = self._link.with_name("draft")
        draft.symlink_to(_place(cluster).sockets)
        draft.replace(self._link)
        self.current = cluster

    def lose(self) -> None:
        """The one in charge is gone, as if its machine were."""
        os.kill(self.current.pid, signal.SIGKILL)
        until(lambda: not postmaster.alive(_place(self.current)), "its processes have ended")

    def empty(self) -> Cluster:
        """A new one that archives what it writes."""
        place = self._next()
        release(_ensured(place))
        self.configure(place, *_archiving(self._archive(place)))
        return self._hold(_ensured(place))

    def backup(self, *options: str) -> Place:
        """A copy of the one in charge as it is now, which has not been started."""
        old, place = _place(self.current), self._next()
        hba = old.data / "pg_hba.conf"
        if not hba.read_text("utf-8").startswith(_LET_IN):
            hba.write_text(_LET_IN + hba.read_text("utf-8"), "utf-8")
            self.sql("select pg_reload_conf()")
        words = ["-D", str(place.data), "-h", str(old.sockets), "-U", "hotline", "-c", "fast", *options]
        run([_binaries(old).program("pg_basebackup"), *words])
        (place.data / "postgresql.auto.conf").write_text("")  # what the other one was told when it was restored itself
        self.configure(place, *_archiving(self._archive(place)))
        return place

    def configure(self, place: Place, *lines: str) -> None:
        """Settings of one that does not run; the last line of a kind holds."""
        with (place.data / "postgresql.auto.conf").open("a", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)
        for path in (place.data, *place.data.rglob("*")):
            place.account.own(path)

    def follow(self, place: Place) -> str:
        """Start a copy as a standby of the one in charge; its own address."""
        (place.data / "standby.signal").touch()
        sockets = str(_place(self.current).sockets)
        self.configure(place, f"primary_conninfo = 'host={sockets} port={postmaster.PORT} user=hotline'")
        _start(place)
        return _dsn(place)

    def recover(self, place: Place, target: str, value: str) -> Cluster:
        """Start a copy that replays the archive of the one that was in charge up to the target, and goes on from there."""
        (place.data / "recovery.signal").touch()
        archive = self._archive(_place(self.current))
        self.configure(
            place,
            f'restore_command = \'cp "{archive}/%f" "%p"\'',
            f"recovery_target_{target} = '{value}'",
            "recovery_target_timeline = 'current'",
            "recovery_target_action = 'promote'",
        )
        _start(place)
        until(lambda: not self.sql_at(_dsn(place), "select pg_is_in_recovery()"), "it takes writes")
        return self._hold(_ensured(place))

    def promote(self, place: Place) -> Cluster:
        """A standby becomes a database of its own."""
        asyncio.run(value(_dsn(place), "select pg_promote(true, 60)"))
        return self._hold(_ensured(place))

    def archived(self) -> None:
        """Wait until everything that was written so far is in the archive."""
        segment = self.sql("select pg_walfile_name(pg_switch_wal())")
        until(
            lambda: (self.sql("select last_archived_wal from pg_stat_archiver") or "") >= segment, "the archive has it"
        )

    def sql(self, statement: str, *values: Any) -> Any:
        """A value from the one in charge."""
        return self.sql_at(self.dsn, statement, *values)

    def sql_at(self, dsn: str, statement: str, *values: Any) -> Any:
        """A value from any of them."""
        return asyncio.run(value(dsn, statement, *values))

    def program(self, name: str) -> str:
        """One of PostgreSQL's."""
        return _binaries(_place(self.current)).program(name)

    def _next(self) -> Place:
        self._count += 1
        return place_in(self._top / str(self._count))

    def _archive(self, place: Place) -> Path:
        directory = place.home.parent / "archive"
        if not directory.exists():
            directory.mkdir()
            place.account.own(directory)
        return directory

    def _hold(self, cluster: Cluster) -> Cluster:
        self._held.append(cluster)
        return cluster


def _ensured(place: Place) -> Cluster:
    return ensure(place.home.parent, durable=True, binaries=programs())


def _archiving(archive: Path) -> Sequence[str]:
    return ("archive_mode = on", f'archive_command = \'cp "%p" "{archive}/%f"\'')


def _start(place: Place) -> None:
    """Without waiting until it takes writes, which a standby never does."""
    lock = locks.taken(place.home / "alive.lock")
    assert lock is not None
    postmaster._clear(place)
    postmaster._admit(place)
    postmaster._spawn(place, postmaster._command(place, _binaries(place), durable=True), lock)
    os.close(lock)
    try:
        asyncio.run(_closed(_dsn(place)))
    except TimeoutError:
        raise AssertionError(place.log.read_text("utf-8", "replace")) from None


async def _closed(dsn: str) -> None:
    await (await answering(dsn)).close()


async def value(dsn: str, statement: str, *values: Any) -> Any:
    """A value, on a connection of its own."""
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(statement, *values)
    finally:
        await connection.close()


def run(command: Sequence[str], given: bytes | None = None) -> bytes:
    """A program to its end; what it printed."""
    done = subprocess.run(command, input=given, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def _place(cluster: Cluster) -> Place:
    return place_in(cluster.data.parents[1])


def _binaries(place: Place) -> Binaries:
    return binaries_for(place.account, major_of(place.data), programs())


def _dsn(place: Place) -> str:
    return f"postgresql://hotline@/hotline?host={quote(str(place.sockets))}&port={postmaster.PORT}"
