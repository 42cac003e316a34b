"""Whether a hook's answer is what its specification says."""

from collections.abc import Mapping, Sequence
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin


def fits(answer: object, annotation: Any) -> bool:
    """Whether `answer` is of the annotated type, elements of sequences and mappings included."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin in {Union, UnionType}:
        return any(fits(answer, part) for part in parts)
    if origin is Sequence:
        return (
            isinstance(answer, Sequence)
            and not isinstance(answer, str | bytes)
            and all(fits(one, parts[0]) for one in answer)
        )
    if origin is Mapping:
        return isinstance(answer, Mapping) and all(
            fits(key, parts[0]) and fits(value, parts[1]) for key, value in answer.items()
        )
    return isinstance(answer, NoneType if annotation is None else origin or annotation)
