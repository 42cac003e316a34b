"""A plug-in made for a test, in the office of an API."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.core.plugin.making import host, plugin
from tests.schema.conftest import Api
from tests.schema.support.desk import PLACE


@contextmanager
def plugged(api: Api, *hooks: Callable[..., Any], on: str = PLACE) -> Iterator[None]:
    """A plug-in `probe` of these hooks, on in one district, for the block."""
    services = api.office.services
    before, services.plugins = services.plugins, host(plugin("probe", *hooks), on=(on,))
    try:
        yield
    finally:
        services.plugins = before
