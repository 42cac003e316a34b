"""A log that begins at its beginning, for every test."""

from collections.abc import AsyncIterator

import pytest

from core.events.routing import QueueBook
from tests.core.events.queueing import opened
from tests.support.office import Office

BEGIN = (
    "truncate outbox, event_log, log_anchor, case_event, access_event, work_queue, queue_state, queue_entry, queue_ack, "
    "queue_parked, queue_alarm, queue_delivery; update sequencer set last_pos = 0, chain = ''"
)


@pytest.fixture
async def log(office: Office) -> AsyncIterator[Office]:
    """The office with an empty log and no queue."""
    await office.pool.execute(BEGIN)
    yield office
    await office.pool.execute(BEGIN)
    office.services.queues = QueueBook()


@pytest.fixture
async def queued(log: Office) -> Office:
    """The same, and the liaison officer's unit has a queue."""
    await opened(log)
    return log
