"""Opaque cursors: the order's values of one row, bound by a keyed digest to the list they were made for."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from sqlalchemy import Column

from core.errors import Refused
from schema.gate.codes import BAD_USER_INPUT

_MAC_BYTES = 12
_LONGEST = 512
_KEYS = 16

_READ: dict[type, Callable[[Any], Any]] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    UUID: UUID,
    int: int,
    str: str,
}


@lru_cache(_KEYS)
def _begun(key: bytes) -> HMAC:
    """HMAC-SHA-256 from where the key has been taken in: that is most of the work."""
    return HMAC(key, SHA256())


@dataclass(frozen=True, slots=True)
class CursorBox:
    """Makes and reads the cursors of one list: `binding` says type, order and filter, `key` is the process's."""

    key: bytes = field(repr=False)
    binding: bytes
    columns: tuple[Column[Any], ...]

    def make(self, values: Sequence[object]) -> str:
        """The cursor of a row with these values in the order's columns."""
        payload = orjson.dumps(list(values), default=str)  # asyncpg has its own UUID
        return urlsafe_b64encode(self._mac(payload) + payload).decode().rstrip("=")

    def read(self, cursor: str, argument: str) -> list[Any]:
        """The values again. Raises BAD_USER_INPUT, naming the argument, for what is not a cursor of this very list."""
        try:
            raw = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        except ValueError:
            raw = b""
        mac, payload = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
        if len(cursor) > _LONGEST or not hmac.compare_digest(mac, self._mac(payload)):
            detail = f"{argument} is not a cursor of this list; cursors hold for the filter and order they came with"
            raise Refused(BAD_USER_INPUT, field=(argument,), detail=detail)
        return [self._value(*pair) for pair in zip(self.columns, orjson.loads(payload), strict=True)]

    def _mac(self, payload: bytes) -> bytes:
        own = _begun(self.key).copy()
        own.update(self.binding + payload)
        return own.finalize()[:_MAC_BYTES]

    def _value(self, column: Column[Any], value: Any) -> Any:
        return None if value is None else _READ[column.type.python_type](value)
