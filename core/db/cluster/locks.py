"""Advisory file locks. The kernel drops them with the process that holds them, however it died."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.db.cluster.errors import ClusterError

POLL = 0.02


def taken(path: Path, kind: int = fcntl.LOCK_EX) -> int | None:
    """An open file descriptor that holds the lock, or None while somebody else does. Closing it gives the lock back."""
    handle = os.open(path, os.O_RDONLY | os.O_CREAT | os.O_NOFOLLOW, 0o644)
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


def shared(path: Path) -> int:
    """A share of the lock, which anybody may have while nobody has it alone."""
    handle = taken(path, fcntl.LOCK_SH)
    if handle is None:
        raise ClusterError(f"{path} is locked by another program.", "Find it with `fuser` and stop it.")
    return handle


@contextmanager
def alone(path: Path, patience: float = 90.0) -> Iterator[None]:
    """Hold the lock inside the block, after waiting up to `patience` seconds for whoever has it."""
    deadline = time.monotonic() + patience
    while (handle := taken(path)) is None:
        if time.monotonic() > deadline:
            raise ClusterError(
                f"Another program has been starting or stopping this PostgreSQL for {patience:.0f} seconds.",
                f"Find it with `fuser {path}`, stop it and try again.",
            )
        time.sleep(POLL)
    try:
        yield
    finally:
        os.close(handle)
