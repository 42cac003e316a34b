"""Whether a hook's answer is what its specification says."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

Fit = Callable[[object], bool]
_WITH_PARTS = frozenset({Union, UnionType, Sequence, Mapping})


@cache
def fit(annotation: Any) -> Fit:
    """Whether something is of the annotated type, elements of sequences and mappings included.

    There are as many annotations as hooks.
    """
    origin = get_origin(annotation)
    parts = tuple(map(fit, get_args(annotation))) if origin in _WITH_PARTS else ()
    if origin in {Union, UnionType}:
        first, *others = sorted(parts, key=lambda part: part is not _is_none)  # most hooks answer nothing mostly
        return lambda answer: first(answer) or any(part(answer) for part in others)
    if origin is Sequence:
        return lambda answer: _is_sequence(answer, parts[0])
    if origin is Mapping:
        return lambda answer: isinstance(answer, Mapping) and _are(answer, parts[0]) and _are(answer.values(), parts[1])
    if annotation in (None, NoneType):
        return _is_none
    return lambda answer: isinstance(answer, origin or annotation)


def _is_none(answer: object) -> bool:
    return answer is None


def _is_sequence(answer: object, part: Fit) -> bool:
    listed = isinstance(answer, tuple | list)  # as almost all are
    return (listed or (isinstance(answer, Sequence) and not isinstance(answer, str | bytes))) and _are(answer, part)


def _are(answers: Any, part: Fit) -> bool:
    return not answers or all(part(one) for one in answers)
