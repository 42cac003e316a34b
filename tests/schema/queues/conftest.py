"""An office whose housing department has a work queue, and the people who use it."""

import pytest

from core.access.viewer import Viewer
from tests.core.events.conftest import log, queued  # noqa: F401 - the same log for the schema's tests
from tests.core.events.queueing import HOUSING
from tests.schema.conftest import Api
from tests.schema.support.desk import Desk
from tests.schema.support.following import numbered


class QueueDesk(Desk):
    """Everybody's desk, and the sequencer's."""

    async def queued_up(self, count: int = 1) -> list[str]:
        """Dispatch that many cases to the housing department, and let their events be queued; the cases' ids."""
        cases = [(await self.dispatched())[0] for _ in range(count)]
        await self.numbered()
        return cases

    async def numbered(self) -> None:
        """Let the sequencer do all there is, and tell whoever waits."""
        await numbered(self.api)

    async def length(self) -> int:
        """How long the queue is."""
        found: int = await self.api.office.pool.fetchval("select head from queue_state where queue = $1", HOUSING)
        return found

    @property
    def liaison(self) -> Viewer:
        """Who reads the queue."""
        return self.api.office.viewer("unit_liaison")


@pytest.fixture
def desk(api: Api, queued: object) -> QueueDesk:  # noqa: F811
    """Everybody's desk on a fresh office with a queue."""
    return QueueDesk(api)
