"""Waiting for what others hold is bounded: the database ends it after `lock_timeout` (core/db/connection.py), 3 seconds."""

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from core.errors import RETRY_LATER, Refused


@contextmanager
def bounded() -> Iterator[None]:
    """A transaction that had to wait too long is no fault: nothing of it is written, and it may be tried again.

    Raises RETRY_LATER.
    """
    try:
        yield
    except asyncpg.LockNotAvailableError:
        raise Refused(RETRY_LATER) from None
