"""JSON within a record comes as text."""

from typing import Any

import orjson


def parsed(text: str | None) -> Any:
    """The value."""
    return None if text is None else orjson.loads(text)
