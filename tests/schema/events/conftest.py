"""The desk, on an office whose log begins at its beginning."""

import pytest

from tests.core.events.conftest import log  # noqa: F401 - the same log for the schema's tests
from tests.schema.conftest import Api
from tests.schema.support.desk import Desk


@pytest.fixture
def desk(api: Api, log: object) -> Desk:  # noqa: F811
    """Everybody's desk on a fresh office."""
    return Desk(api)
