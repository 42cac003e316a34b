"""An event as bytes that anybody can make again from its row, for the chain."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import orjson

from core.db.read import Row

_FIELDS = (
    "case_id", "case_version", "seq", "type", "assignment_id", "actor", "secrecy", "body", "occurred_at", "recorded_at",
)  # fmt: skip
_ACCESS = ("act", "actors", "case_id", "seen", "purpose", "note_sealed", "note_mask", "occurred_at", "recorded_at")
_SINCE = ("approved", "source")
"""Columns that came later: told where they are filled, so that former events keep their bytes."""


def canonical(event: Row) -> bytes:
    """JSON with sorted keys and no spaces; instants in UTC to the microsecond. `event` is a row of `case_event`."""
    return in_json(event, _FIELDS)


def canonical_access(event: Row) -> bytes:
    """The same of a row of `access_event`, whose sealed note and digests are told in hexadecimal digits."""
    return in_json(event, (*_ACCESS, *(name for name in _SINCE if event[name] is not None)))


def in_json(row: Row, names: Sequence[str]) -> bytes:
    """The columns named, in the same form; bytes are told in hexadecimal digits."""
    content = {name: _plain(row[name]) for name in names}
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, bytes):
        return value.hex()
    return str(value) if isinstance(value, UUID) else value
