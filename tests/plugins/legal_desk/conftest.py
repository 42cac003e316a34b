"""What tests of the legal desk may ask for."""

import pytest

from tests.plugins.legal_desk.bureau import Bureau
from tests.support.plugged import Plugged


@pytest.fixture
def bureau(plugged: Plugged) -> Bureau:
    """The desk alone in the house, on everywhere; nobody is on duty."""
    return Bureau(plugged)


@pytest.fixture
def settings() -> str:
    """The desk's settings in a test's own `plugins.toml`; most need none."""
    return ""


@pytest.fixture
def plugins_toml(settings: str) -> str:
    """The desk alone, on everywhere, with these settings."""
    return f'api = 1\n[plugins.legal_desk]\ndistricts = "*"\n{settings}'
