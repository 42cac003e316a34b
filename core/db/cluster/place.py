"""Where the private PostgreSQL keeps its things.

home/            var/postgres, or a directory under /var/lib/hotline where root's own user cannot be followed
  data/          PostgreSQL's data directory
  log/           what PostgreSQL prints, this start's and the previous one's
  start.lock     held while somebody starts or stops it
  users.lock     shared by everyone who uses it: the last one out stops it
  alive.lock     inherited by every process of PostgreSQL, and so held exactly as long as one of them lives
"""

import contextlib
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from core.db.cluster.account import Account, account_for
from core.db.cluster.errors import ClusterError

SYSTEM_HOME = Path("/var/lib/hotline")
LONGEST_SOCKET_DIRECTORY = 90  # bytes; the kernel allows 107 for the whole socket path
SHORT_SOCKETS = Path("/tmp")  # noqa: S108 - not TMPDIR: all processes must find the same; the directory in it is private


@dataclass(frozen=True, slots=True)
class Place:
    """The directories of one cluster and the user they belong to."""

    home: Path
    account: Account
    moved: bool

    @property
    def data(self) -> Path:
        """PostgreSQL's data directory."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """What PostgreSQL has printed since it was last started."""
        return self.home / "log" / "postgresql.log"

    @property
    def sockets(self) -> Path:
        """The directory of its socket, open to its user alone."""
        inside = self.home / "run"
        if len(os.fsencode(inside)) <= LONGEST_SOCKET_DIRECTORY:
            return inside
        return SHORT_SOCKETS / f"hotline-{self.account.uid}-{_short(self.home)}"

    @property
    def notice(self) -> str | None:
        """What an operator would not expect, in a sentence."""
        if self.moved:
            return (
                f"PostgreSQL runs as {self.account.name}, who cannot enter this directory: the data are in {self.home}."
            )
        return f"PostgreSQL runs as {self.account.name}, because it refuses root." if self.account.lent else None


def place_in(var: Path) -> Place:
    """The cluster of the directory `var`, created if need be."""
    near, far = var.absolute() / "postgres", SYSTEM_HOME / _short(var.resolve())
    try:
        account = account_for(near)
        if account.lent and not (near / "data").exists() and (far / "data").exists():
            return Place(far, account_for(far), moved=True)
        place = Place(_made(near, account), account, moved=False)
        return place if account.reaches(near) else _far(near, far)
    except OSError as error:
        raise ClusterError(
            f"The directory {near} cannot be made: {error.strerror}.",
            "Make it writable for this user, or set HOTLINE_VAR to a directory that is.",
        ) from error


def _far(near: Path, far: Path) -> Place:
    if (near / "data").exists():
        raise ClusterError(
            f"The data in {near} belong to a user who can no longer enter that directory.",
            f"Let everybody pass (chmod o+x) through the directories above {near}.",
        )
    with contextlib.suppress(OSError):  # another process may have removed it, or left a lock in it
        near.rmdir()
    account = account_for(SYSTEM_HOME.parent)
    _made(SYSTEM_HOME, account, hand_over=False)
    return Place(_made(far, account), account, moved=True)


def _made(directory: Path, account: Account, *, hand_over: bool = True) -> Path:
    if not directory.is_dir():
        directory.mkdir(parents=True, exist_ok=True)
        directory.chmod(0o755)
        if hand_over:
            account.own(directory)
    return directory


def private_directory(directory: Path, account: Account) -> Path:
    """A directory of the user that nobody else may enter; one that belongs to somebody else is refused."""
    directory.mkdir(mode=0o700, exist_ok=True)
    if directory.is_symlink() or directory.stat().st_uid not in (account.uid, os.geteuid()):
        raise ClusterError(f"{directory} belongs to somebody else.", "Remove it, or set HOTLINE_VAR to a shorter path.")
    directory.chmod(0o700)
    account.own(directory)
    return directory


def _short(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
