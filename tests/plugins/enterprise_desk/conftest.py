"""An office with the enterprise desk alone."""

import pytest

from tests.core.cases.desk import open_desk
from tests.plugins.enterprise_desk.desk import EnterpriseDesk
from tests.support.plugged import Plugged


@pytest.fixture
async def desk(plugged: Plugged) -> EnterpriseDesk:
    """The desk on Monday 2026-11-16 10:00, in every district."""
    opened = await open_desk(plugged)
    return EnterpriseDesk(opened.office, opened.world, opened.materials)
