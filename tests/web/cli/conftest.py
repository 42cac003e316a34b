"""A checkout of the test's own."""

from pathlib import Path

import pytest

from tests.web.clone import Clone, clone


@pytest.fixture
def checkout(own_database: str, tmp_path: Path) -> Clone:
    """A copy of this one without plug-ins, on a seeded database."""
    return clone(tmp_path / "hotline", own_database)
