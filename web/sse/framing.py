"""The lines of an event stream (WHATWG HTML, 9.2)."""

import re

_ID = re.compile(r"[\x20-\x7e]{1,1024}")


def event(name: str, data: str = "", id_: str | None = None) -> str:
    """One event. `data` is one line; an id that the format or a header could not carry is left out."""
    known = f"id: {id_}\n" if id_ is not None and _ID.fullmatch(id_) else ""
    return f"event: {name}\n{known}data: {data}\n\n"


def comment(text: str = "") -> str:
    """A line that clients pass over; it keeps the connection alive."""
    return f": {text}\n\n"


def retry(milliseconds: int) -> str:
    """How long an EventSource waits before it comes back."""
    return f"retry: {milliseconds}\n\n"


def is_event_id(text: str) -> bool:
    """Whether an `id` of ours could look so."""
    return _ID.fullmatch(text) is not None
