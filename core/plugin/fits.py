"""Whether a hook's answer is what its specification says."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

Fit = Callable[[object], bool]
_WITH_PARTS = frozenset({Union, UnionType, Sequence, Mapping})


def fits(answer: object, annotation: Any) -> bool:
    """Whether `answer` is of the annotated type, elements of sequences and mappings included."""
    return _fit(annotation)(answer)


@cache
def _fit(annotation: Any) -> Fit:
    """The check of one annotation, of which there are as many as hooks."""
    origin = get_origin(annotation)
    parts = tuple(map(_fit, get_args(annotation))) if origin in _WITH_PARTS else ()
    if origin in {Union, UnionType}:
        return lambda answer: any(part(answer) for part in parts)
    if origin is Sequence:
        return lambda answer: _is_sequence(answer, parts[0])
    if origin is Mapping:
        return lambda answer: isinstance(answer, Mapping) and _are(answer, parts[0]) and _are(answer.values(), parts[1])
    kind = NoneType if annotation is None else origin or annotation
    return lambda answer: isinstance(answer, kind)


def _is_sequence(answer: object, part: Fit) -> bool:
    return isinstance(answer, Sequence) and not isinstance(answer, str | bytes) and _are(answer, part)


def _are(answers: Any, part: Fit) -> bool:
    return all(part(one) for one in answers)
