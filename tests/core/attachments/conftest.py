"""A store of the test's own."""

from pathlib import Path

import pytest

from core.attachments.store import AttachmentStore, open_store


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """Where the objects lie."""
    return tmp_path / "attachments"


@pytest.fixture
def store(directory: Path) -> AttachmentStore:
    """An empty store."""
    return open_store(None, directory)
