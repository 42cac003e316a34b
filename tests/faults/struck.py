"""`hotline`, which dies like a machine without power when a call has committed and nobody has been told yet.

STRUCK_AFTER says at which of the calls that write.
"""

import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from core.db.uow import UnitOfWork, unit_of_work
from core.services import Services
from schema import mutation
from web.cli.main import main

_left = int(os.environ["STRUCK_AFTER"])


@asynccontextmanager
async def struck(pool: Any, services: Services, traceparent: str | None) -> AsyncIterator[UnitOfWork]:
    """A unit of work whose commit may be the last thing the process does."""
    global _left  # noqa: PLW0603 - a process that counts its own calls
    async with unit_of_work(pool, services, traceparent) as uow:
        yield uow
    _left -= uow.recorded
    if not _left:
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    mutation.unit_of_work = struck  # type: ignore[attr-defined]
    main()
