"""What is the matter with the database now and may be over in a moment, so that the caller shall come again.

Waiting for what others hold is bounded: the database ends it after `lock_timeout` (core/db/connection.py), 3 seconds. A
standby that is being promoted takes reads a moment before it takes writes.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from core.errors import RETRY_LATER, Refused


@contextmanager
def bounded() -> Iterator[None]:
    """A transaction that had to wait too long, or met a standby, is no fault: nothing of it is written.

    Raises RETRY_LATER.
    """
    try:
        yield
    except (asyncpg.LockNotAvailableError, asyncpg.ReadOnlySQLTransactionError):
        raise Refused(RETRY_LATER) from None
