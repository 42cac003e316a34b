"""What tests of secrecy share, with those of the command line and of signing in among others."""

import logging
from collections.abc import Iterator

import pytest
import structlog

from tests.web.auth.conftest import quick_passwords, site
from tests.web.conftest import own_database, own_office

__all__ = ["own_database", "own_office", "quick_passwords", "site"]


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A test may set up logging as a process does: it is put back, and no logger keeps what it was meanwhile."""
    root, kept, configure = logging.getLogger(), structlog.get_config(), structlog.configure
    handlers, level = root.handlers[:], root.level
    monkeypatch.setattr(
        structlog, "configure", lambda **more: configure(**{**more, "cache_logger_on_first_use": False})
    )
    yield
    root.handlers[:], root.level = handlers, level
    configure(**kept)
