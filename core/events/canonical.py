"""An event as bytes that anybody can make again from its row, for the chain."""

from datetime import UTC, datetime
from uuid import UUID

import orjson

from core.db.uow import Row

_FIELDS = (
    "case_id", "case_version", "seq", "type", "assignment_id", "actor", "secrecy", "body", "occurred_at", "recorded_at",
)  # fmt: skip


def canonical(event: Row) -> bytes:
    """JSON with sorted keys and no spaces; instants in UTC to the microsecond. `event` is a row of `case_event`."""
    content = {name: _plain(event[name]) for name in _FIELDS}
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value) if isinstance(value, UUID) else value
