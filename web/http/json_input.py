"""Strict JSON: what two readers could understand differently is refused."""

import re
from collections.abc import Iterable
from typing import Any

import orjson

from web.http.refusals import bad_request

DEPTH = 64
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"(\s*+:)?', re.DOTALL)


def parsed(text: bytes, place: str) -> Any:
    """The value of `text`; `place` names it in errors.

    Raises Refusal 400 for what is no JSON in UTF-8 (NaN, lone surrogates and overflowing numbers included), for nesting
    beyond 64, and for an object that names a key twice.
    """
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise bad_request(f"{place} is not JSON in UTF-8") from None
    # orjson keeps the last of two equal keys and says nothing; a proxy that keeps the first would see another request.
    if sum(1 for match in _STRING.finditer(text) if match[1]) != _keys(value, place):
        raise bad_request(f"{place} names a key twice in one object")
    return value


def _keys(value: Any, place: str) -> int:
    """How many keys all objects in `value` have together; level by level, so that no nesting can exhaust the stack."""
    count, level = 0, [value]
    for _ in range(DEPTH + 1):
        count += sum(len(item) for item in level if isinstance(item, dict))
        level = [child for item in level for child in _children(item)]
        if not level:
            return count
    raise bad_request(f"{place} nests deeper than {DEPTH} levels")


def _children(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
