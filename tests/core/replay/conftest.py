"""The accounts the replay acts through, and the sample as a file."""

from pathlib import Path

import pytest

from core.replay.acts import Staff
from tests.core.replay.sample import sample
from tests.support.office import Office
from web.cli.import_accounts import staff


@pytest.fixture
async def acting(office: Office) -> Staff:
    """The hotline's and the units' service accounts."""
    return await staff(office.pool, office.services, office.matrix)


@pytest.fixture
def sample_file(tmp_path: Path) -> Path:
    """The 300 rows."""
    path = tmp_path / "sample.csv"
    path.write_bytes(sample().content)
    return path
