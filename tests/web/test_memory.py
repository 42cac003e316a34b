"""What a process holds from its start is not looked through again and again."""

import gc
from collections.abc import Iterator

import pytest

from web.memory import THRESHOLDS, settle


@pytest.fixture
def _as_before() -> Iterator[None]:
    thresholds = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)


class Ring:
    """Refers to itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.mark.usefixtures("_as_before")
def test_what_is_there_is_set_aside_and_what_comes_is_still_collected() -> None:
    settle()
    assert gc.get_freeze_count() > 10_000
    assert gc.get_threshold() == THRESHOLDS
    Ring()
    assert gc.collect() >= 1
