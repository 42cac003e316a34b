"""Desks for the tests of the life cycle."""

from collections.abc import AsyncIterator

import pytest

from tests.core.cases.desk import Desk, open_desk
from tests.core.cases.drive import Drive
from tests.core.cases.scenes import open_drive
from tests.support.office import Office


@pytest.fixture
async def desk(office: Office) -> Desk:
    """A desk for a test that commits."""
    return await open_desk(office)


@pytest.fixture(scope="module")
async def drive(shared_office: Office) -> AsyncIterator[Drive]:
    """Scenes for tests that undo what they do."""
    async with open_drive(shared_office) as opened:
        yield opened
