"""A log that begins at its beginning, for every test."""

from collections.abc import AsyncIterator

import pytest

from tests.support.office import Office

BEGIN = "truncate outbox, event_log, case_event; update sequencer set last_pos = 0, chain = ''"


@pytest.fixture
async def log(office: Office) -> AsyncIterator[Office]:
    """The office with an empty log."""
    await office.pool.execute(BEGIN)
    yield office
    await office.pool.execute(BEGIN)
