"""The chain over the log and over each queue: every link holds all that came before it."""

from hashlib import sha256
from uuid import UUID

from core.db.read import Row
from core.events.canonical import canonical, canonical_access


def digest_of(event: Row) -> bytes:
    """The SHA-256 of an event's canonical bytes; `event` is a row of `case_event`."""
    return sha256(canonical(event)).digest()


def digest_of_access(event: Row) -> bytes:
    """The same of a row of `access_event`."""
    return sha256(canonical_access(event)).digest()


def linked(chain: bytes, pos: int, event_id: UUID, digest: bytes) -> bytes:
    """The chain after an event: SHA-256 over the chain before, the position as eight bytes, the event's id and its digest."""
    return sha256(chain + pos.to_bytes(8, "big") + event_id.bytes + digest).digest()


def link(chain: bytes, pos: int, event: Row) -> bytes:
    """The same for a row of `case_event`."""
    return linked(chain, pos, event["id"], digest_of(event))
