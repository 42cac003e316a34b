"""Global ids: base64url of `v1:<type code>:<uuid>:<check>`, without padding.

The type code is registered with the type and never the name of a class, so that classes can be renamed. The check finds
typing mistakes; it keeps no secret, for what an id reaches is decided by the row filter.
"""

from base64 import urlsafe_b64decode
from binascii import b2a_base64
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID
from zlib import crc32

from core.errors import NotFound

_LONGEST = 128
_REMEMBERED = 8192
"""Ids of units and places come again in every row of a list."""
_URL_SAFE = bytes.maketrans(b"+/", b"-_")


class GlobalId(NamedTuple):
    """A type code and the row's id."""

    code: str
    key: UUID


@lru_cache(_REMEMBERED)
def encode(code: str, key: UUID) -> str:
    """The id of the row `key` of the type with this code."""
    body = f"v1:{code}:{key}".encode()
    text = b2a_base64(b"%b:%08x" % (body, crc32(body)), newline=False)
    return text.translate(_URL_SAFE).rstrip(b"=").decode("ascii")


def decode(text: str) -> GlobalId | None:
    """What `encode` made; None for everything else, however near it comes."""
    if len(text) > _LONGEST:
        return None
    try:
        version, code, key, _ = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)).decode().split(":")
        found = GlobalId(code, UUID(key))
    except ValueError:
        return None
    return found if version == "v1" and encode(*found) == text else None


def expect(text: str, code: str, *field: str) -> UUID:
    """The row id behind an input's id, which must be of the type with this code.

    Raises NotFound, naming `field` (`"input", "caseId"`), for any other: an id of another type is as absent as an unknown one.
    """
    found = decode(text)
    if found is None or found.code != code:
        raise NotFound(field=field or None)
    return found.key
