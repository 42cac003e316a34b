"""The desk from which the verbs on assignments are tested."""

import pytest

from tests.schema.conftest import Api
from tests.schema.support.desk import Desk


@pytest.fixture
def desk(api: Api) -> Desk:
    """Everybody's desk on a fresh office."""
    return Desk(api)
