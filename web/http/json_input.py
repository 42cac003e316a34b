"""Strict JSON: what two readers could understand differently is refused."""

import re
from typing import Any

import orjson

from web.http.refusals import bad_request

DEPTH = 64
_KEY_END = re.compile(rb'"\s*+:')
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
    keys = _keys(value, place)
    if len(_KEY_END.findall(text)) == keys:  # no more keys can be written than there are such ends, in strings or not
        return value
    if sum(1 for match in _STRING.finditer(text) if match[1]) != keys:
        raise bad_request(f"{place} names a key twice in one object")
    return value


def _keys(value: Any, place: str) -> int:
    """How many keys all objects in `value` have together; level by level, so that no nesting can exhaust the stack."""
    count, level = 0, [value]
    for _ in range(DEPTH + 1):
        below: list[Any] = []
        for item in level:
            if type(item) is dict:
                count += len(item)
                below += item.values()
            elif type(item) is list:
                below += item
        if not below:
            return count
        level = below
    raise bad_request(f"{place} nests deeper than {DEPTH} levels")
