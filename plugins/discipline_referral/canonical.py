"""JSON of which there is exactly one spelling, as RFC 8785 has it for all that occurs here."""

from datetime import UTC, date, datetime
from uuid import UUID

import orjson

_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATETIME


def canonical(value: object) -> bytes:
    """Sorted keys, no spaces; instants in UTC to the microsecond, bytes in hexadecimal. TypeError for anything else."""
    return orjson.dumps(value, default=_text, option=_OPTIONS)


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):  # asyncpg has its own
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError(f"{type(value).__name__} has no canonical spelling")
