"""What must not stand in a log, found by the declarations of sealed fields: nothing has to be listed a second time.

A value that a record calls by the name of a sealed field is left out, also within an input or another dataclass. Telephone
and identity numbers and e-mail addresses are known by their form wherever they stand, as far as a field of that kind is
declared; so are tokens, API keys and the passwords of addresses. What is no plain value is told by its type, and an exception
by its types and places: its text and the variables around it may quote anything.
"""

import re
import sys
import traceback
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import fields, is_dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from pathlib import PurePath
from types import TracebackType
from typing import Any, Final
from uuid import UUID

from core.sealing.columns import declared
from core.sealing.masks import MaskKind

LEFT_OUT: Final = "…"
_FORMS: Final = {
    MaskKind.ID: r"[1-9]\d{16}[\dXx]",
    MaskKind.PHONE: r"(?:\+?86[-\s]?)?1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}",
    MaskKind.EMAIL: r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+",
}
_SECRETS: Final = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]*|hk_[a-z2-7]{16}_[\w-]{43}|(?<=://)[^/@\s:]*:[^/@\s]*(?=@)")
"""A signed token, an API key, the name and password of an address."""
_PLAIN: Final = (str, bool, int, float, Decimal, UUID, date, time, timedelta, PurePath, Enum)
_LONGEST_RECORD: Final = 20
"""How deep a record may be; nobody reads what lies deeper."""

Record = MutableMapping[str, Any]


def redacted(_: object, __: str, record: Record) -> Record:
    """A structlog processor: the record without what sealed fields hold."""
    exception = record.pop("exc_info", None)
    record.pop("stack_info", None)
    found = _without(record, *_known(len(declared())), 0)
    if record.get("logger") == "asyncio":  # it quotes the exception of a task in the lines below the first
        found["event"] = str(found["event"]).partition("\n")[0]
    return {**found, **told(exception)} if exception else found


def told(given: object) -> dict[str, list[str]]:
    """An exception, or what logging takes for one, by the types and the places of its chain."""
    if given is True:
        given = sys.exc_info()
    exception = given[1] if isinstance(given, tuple) else given
    if not isinstance(exception, BaseException):
        return {}
    chain = list(_chain(exception))
    return {
        "exceptions": [f"{type(one).__module__}.{type(one).__qualname__}" for one in chain],
        "frames": [place for one in chain for place in _places(one.__traceback__)],
    }


def _without(value: Any, names: frozenset[str], forms: re.Pattern[str], depth: int) -> Any:
    if depth > _LONGEST_RECORD:
        return LEFT_OUT
    if isinstance(value, Mapping):
        return {
            _text(key, forms): LEFT_OUT if _plain(key) in names else _without(one, names, forms, depth + 1)
            for key, one in value.items()
        }
    if is_dataclass(value) and not isinstance(value, type):
        shown = {one.name: getattr(value, one.name, None) for one in fields(value) if one.repr}
        return _without(shown, names, forms, depth + 1)
    if isinstance(value, list | tuple | set | frozenset):
        return [_without(one, names, forms, depth + 1) for one in value]
    return _leaf(value, forms)


def _leaf(value: Any, forms: re.Pattern[str]) -> Any:
    if isinstance(value, BaseException):
        return type(value).__qualname__
    if isinstance(value, bytes | bytearray | memoryview):
        return LEFT_OUT
    if value is not None and not isinstance(value, _PLAIN):
        return f"<{type(value).__qualname__}>"
    kept = _text(value, forms)
    return value if value is None or (isinstance(value, int | float) and kept == str(value)) else kept


def _text(value: object, forms: re.Pattern[str]) -> str:
    return forms.sub(LEFT_OUT, _SECRETS.sub(LEFT_OUT, str(value)))


def _plain(key: object) -> str:
    """A name without what tells its spellings and its columns apart: `identityNo` and `identity_no_mask` are one."""
    return str(key).lower().removesuffix("_sealed").removesuffix("_mask").removesuffix("_index").replace("_", "")


@lru_cache(maxsize=1)
def _known(_count: int) -> tuple[frozenset[str], re.Pattern[str]]:
    """The names that are sealed, and the forms of what is; made anew when a plug-in has declared more."""
    kinds = {one.kind for one in declared()}
    forms = "|".join(form for kind, form in _FORMS.items() if kind in kinds)
    return (
        frozenset(_plain(one.name) for one in declared()),
        re.compile(rf"(?<![0-9A-Za-z])(?:{forms})(?![0-9A-Za-z])" if forms else r"(?!)"),
    )


def _places(found: TracebackType | None) -> list[str]:
    return [f"{one.filename}:{one.lineno} {one.name}" for one in traceback.extract_tb(found)]


def _chain(exception: BaseException | None) -> Iterator[BaseException]:
    while exception is not None:
        yield exception
        for one in exception.exceptions if isinstance(exception, BaseExceptionGroup) else ():
            yield from _chain(one)
        exception = exception.__cause__ or exception.__context__
