"""The trace that a caller's request belongs to, in the header `traceparent` of the W3C's Trace Context (level 2, section 3.2).

It is what the caller wants to find again, and nothing depends on it: whatever is not exactly such a value is ignored, and so is
what comes without a token, for nobody who asks without an account is to be known again. `tracestate` is for tracing systems,
of which this is none, and may hold anything: it is not read.
"""

import re
from typing import Final

from starlette.datastructures import Headers

HEADER: Final = "traceparent"
_FORM: Final = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-[!-~]*)?")
_KNOWN, _FORBIDDEN = "00", "ff"
_FLAGS: Final = 0b11
"""Those that are defined: it is recorded, and its id was drawn at random. Others are not passed on."""
_LONGEST: Final = 512


def traceparent(given: object) -> str | None:
    """The value as version 00 writes it, 55 characters; None for anything that is none.

    Of a later version what version 00 knows is kept, as the recommendation says.
    """
    if not isinstance(given, str) or len(given) > _LONGEST:
        return None
    found = _FORM.fullmatch(given)
    if found is None:
        return None
    version, trace, parent, flags, more = found.groups()
    unusable = version == _FORBIDDEN or int(trace, 16) == 0 or int(parent, 16) == 0
    if unusable or (version == _KNOWN and more is not None):
        return None
    return f"{_KNOWN}-{trace}-{parent}-{int(flags, 16) & _FLAGS:02x}"


def trace_of(headers: Headers) -> str | None:
    """That of a request with a token; None for several headers of the name, too: nobody can tell which counts."""
    given = headers.getlist(HEADER)
    return traceparent(given[0]) if len(given) == 1 and "authorization" in headers else None


def logged(trace: str | None) -> dict[str, str]:
    """What lines of the log are given: the trace's id, 32 hexadecimal digits."""
    return {} if trace is None else {"trace_id": trace[3:35]}
