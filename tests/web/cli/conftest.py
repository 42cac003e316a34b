"""A checkout of the test's own, and an environment in which commands find its database."""

from pathlib import Path

import pytest

from tests.support.office import Office
from tests.web.cli.inside import set_up
from tests.web.clone import Clone, clone


@pytest.fixture
def checkout(own_database: str, tmp_path: Path) -> Clone:
    """A copy of this one without plug-ins, on a seeded database."""
    return clone(tmp_path / "hotline", own_database)


@pytest.fixture
def commanded(own_office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Office:
    """An office whose database and root key are those that commands of this process use."""
    return set_up(own_office, monkeypatch, tmp_path)
