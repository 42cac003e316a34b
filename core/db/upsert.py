"""What an upsert does with a row that is there already."""

import re

from sqlalchemy.dialects.postgresql import Insert

from core.db.statement import prepare

_RENEWS = re.compile(r" ON CONFLICT \(([^)]+)\).* DO UPDATE ", re.DOTALL)


def conflict(upsert: Insert | None) -> str:
    """What becomes of a row that is there already, as it stands behind an INSERT."""
    if upsert is None:
        return ""
    _, words, rest = prepare(upsert).sql.partition(" ON CONFLICT ")
    return words + rest


def renews(upsert: Insert | None) -> tuple[str, ...] | None:
    """The unique key by which it finds the row that it changes; None if it changes none."""
    if upsert is None:
        return None
    found = _RENEWS.match(conflict(upsert))
    return tuple(found[1].split(", ")) if found else None
