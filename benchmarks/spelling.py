"""How ids, instants and texts are spelt in the real server's answers, by hand."""

import hmac
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from uuid import UUID

import orjson

_EIGHT = timedelta(hours=8)
_CURSOR_KEY = bytes(32)


def gid(code: str, key: UUID) -> str:
    """A global id as the schema has it."""
    body = f"v1:{code}:{key}"
    return urlsafe_b64encode(f"{body}:{zlib.crc32(body.encode()):08x}".encode()).decode().rstrip("=")


def key_of(text: str) -> UUID:
    """The row id in a global id."""
    return UUID(urlsafe_b64decode(text + "=" * (-len(text) % 4)).split(b":")[2].decode())


def at(value: datetime | None) -> str:
    """An instant as the schema has it."""
    return "null" if value is None else f'"{(value + _EIGHT).isoformat(timespec="milliseconds")[:-6]}+08:00"'


def text(value: str | None) -> str:
    """A JSON string."""
    return "null" if value is None else orjson.dumps(value).decode()


def word(value: str | None) -> str:
    """A JSON string that needs no escaping."""
    return "null" if value is None else f'"{value}"'


def cursor(values: list[object]) -> str:
    """As long, and as dear, as a real one."""
    payload = orjson.dumps(values, default=str)
    return urlsafe_b64encode(hmac.digest(_CURSOR_KEY, payload, "sha256")[:12] + payload).decode().rstrip("=")
