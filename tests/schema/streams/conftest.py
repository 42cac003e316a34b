"""An office whose log begins at its beginning."""

from tests.core.events.conftest import log  # noqa: F401 - the same log for the schema's tests
