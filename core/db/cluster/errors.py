"""Why the private PostgreSQL could not be had, and what to do about it."""

import re
import shutil
from pathlib import Path


class ClusterError(Exception):
    """The private PostgreSQL is not usable: `cause` says what is wrong, `mend` what the operator does about it."""

    def __init__(self, cause: str, mend: str) -> None:
        super().__init__(f"{cause}\n{mend}")
        self.cause, self.mend = cause, mend


OWN_DATABASE = "or set HOTLINE_DATABASE_URL to a PostgreSQL of your own"

_KNOWN: tuple[tuple[str, str, str], ...] = (
    (
        r"No space left on device|Disk quota exceeded",
        "The disk is full: {free} left where PostgreSQL keeps its data ({home}).",
        "Free some space there (a new database needs 100 MB), or set HOTLINE_VAR to a directory on a larger disk.",
    ),
    (
        r"could not bind|Address already in use|could not create lock file .*\.lock",
        "PostgreSQL could not open its socket for the data in {home}.",
        "Set HOTLINE_VAR to a directory whose file system allows sockets, with a shorter path.",
    ),
    (
        r"database files are incompatible|is not compatible with this version|initialized by PostgreSQL version",
        "The data in {home} were written by another PostgreSQL than the one that was started.",
        "Install the PostgreSQL that wrote them, or set HOTLINE_VAR to another directory for an empty database.",
    ),
    (
        r"could not locate a valid checkpoint|pg_control|invalid magic number|invalid checkpoint|"
        r"could not open file \"|could not open directory \"|could not find the database system|checksum",
        "The data directory in {home} is damaged.",
        "Restore it from a backup. Without one, keep a copy for an expert and set HOTLINE_VAR to another directory.",
    ),
    (
        r"lock file \"postmaster.pid\" already exists|pre-existing shared memory",
        "Another PostgreSQL, started by hand, works on the data in {home}.",
        "Stop it (pg_ctl stop -D {home}/data) and try again.",
    ),
    (
        r"shared memory|Cannot allocate memory|could not fork|out of memory",
        "The machine gave PostgreSQL too little memory (data in {home}).",
        "Stop other programs or raise the container's memory and /dev/shm limits; 256 MB are enough.",
    ),
    (
        r"Permission denied|invalid permissions|wrong ownership|Operation not permitted|Read-only file system",
        "PostgreSQL, running as {user}, may not use the data in {home}.",
        "Give the directory back to its user (chown -R {user} {home}), or set HOTLINE_VAR to one that is writable.",
    ),
)


def diagnosed(text: str, home: Path, user: str) -> ClusterError:
    """The error behind what PostgreSQL printed; an unknown one quotes its last lines."""
    for pattern, cause, mend in _KNOWN:
        if re.search(pattern, text):
            values = {"home": home, "user": user, "free": _free(home)}
            return ClusterError(cause.format(**values), mend.format(**values) + _quoted(text))
    return ClusterError(
        f"PostgreSQL does not start on the data in {home}.", f"See what it says, {OWN_DATABASE}.{_quoted(text)}"
    )


def _free(home: Path) -> str:
    return f"{shutil.disk_usage(home).free / 1e6:.0f} MB"


def _quoted(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if re.search(r"error|FATAL|PANIC|could not", line)]
    return "".join(f"\n  PostgreSQL: {line}" for line in (lines or text.strip().splitlines())[-3:])
