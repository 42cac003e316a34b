"""A start is not held up by looking for garbage that is not there."""

import gc
import importlib
from collections.abc import Iterator

import pytest

from web import start


@pytest.fixture
def _as_before() -> Iterator[None]:
    thresholds = gc.get_threshold()
    yield
    gc.set_threshold(*thresholds)


@pytest.mark.usefixtures("_as_before")
def test_python_looks_seldom_from_the_first_import_on() -> None:
    gc.set_threshold(700, 10, 10)
    importlib.reload(start)
    assert gc.get_threshold() == start.THRESHOLDS
