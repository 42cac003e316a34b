"""What tests of the legal desk may ask for."""

import pytest

from tests.plugins.legal_desk.bureau import Bureau
from tests.support.plugged import Plugged


@pytest.fixture
def bureau(plugged: Plugged) -> Bureau:
    """The desk alone in the house, on everywhere; nobody is on duty."""
    return Bureau(plugged)
