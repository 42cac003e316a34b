"""The application that tests of signing in ask."""

import pytest

from tests.web.auth.site import Site
from web.host import Host


@pytest.fixture
def site(host: Host) -> Site:
    """On a database of the test's own."""
    return Site.of(host)
