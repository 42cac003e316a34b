"""An answer is held to the type its hook says, elements included."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from sqlalchemy import ColumnElement, false

from core.plugin.fits import fit

FITTING: list[tuple[Any, Any]] = [
    (None, None),
    (1, int),
    (None, int | None),
    (1, int | None),
    ([], Sequence[int]),
    ([1, 2], Sequence[int]),
    ((1,), Sequence[int]),
    ([1], Sequence[int] | None),
    ({"a": 1}, Mapping[str, int]),
    (false(), ColumnElement[bool] | None),
]
UNFIT: list[tuple[Any, Any]] = [
    (1, None),
    ("1", int),
    ("1", int | None),
    ([1, "2"], Sequence[int]),
    ("12", Sequence[str]),
    (iter([1]), Sequence[int]),
    ({1: 1}, Mapping[str, int]),
    ({"a": "1"}, Mapping[str, int]),
    ([("a", 1)], Mapping[str, int]),
    (False, ColumnElement[bool] | None),
]


@pytest.mark.parametrize(("answer", "annotation"), FITTING)
def test_fits(answer: Any, annotation: Any) -> None:
    assert fit(annotation)(answer)


@pytest.mark.parametrize(("answer", "annotation"), UNFIT)
def test_does_not_fit(answer: Any, annotation: Any) -> None:
    assert not fit(annotation)(answer)
