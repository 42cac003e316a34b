"""Proving that an event stood in the log when its head was signed, to somebody who has neither the log nor our word.

A proof is one JSON object: the event's canonical text, the link before it, ids and digests of what follows up to a signed
head, and that head. Whoever has the public key adds it up again.
"""

from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import BigInteger, bindparam, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.audit.heads import NoHead, SignedHead, read_head
from core.audit.model import access_event, signed_head
from core.db.read import Read, Row
from core.errors import DomainError
from core.events.append import digests_of
from core.events.canonical import canonical, canonical_access
from core.events.chain import linked
from core.events.model import case_event, event_log, log_anchor

_ID = bindparam("of", type_=Uuid(as_uuid=True))
_POS = bindparam("pos", type_=BigInteger())
_UNTIL = bindparam("until", type_=BigInteger())
_PLACE = select(event_log.c.pos).where(event_log.c.event_id == _ID)
_CASE_EVENT, _ACCESS = (
    select(case_event).where(case_event.c.id == _ID),
    select(access_event).where(access_event.c.id == _ID),
)
_BEFORE = (
    select(event_log.c.chain).where(event_log.c.pos == _POS)
    .union_all(select(log_anchor.c.chain).where(log_anchor.c.pos == _POS))
)  # fmt: skip
_AFTER = select(event_log.c.event_id).where(event_log.c.pos > _POS, event_log.c.pos <= _UNTIL).order_by(event_log.c.pos)
_SIGNED = select(signed_head.c.text).where(signed_head.c.pos >= _POS).order_by(signed_head.c.number).limit(1)


class NotProved(DomainError):
    """There is no proof, or it does not add up; the message says why."""


async def prove(read: Read, event_id: UUID) -> dict[str, Any]:
    """The proof. Raises NotProved for an event that is not in the log, or whose head is not signed yet."""
    pos = await read.fetch_value(_PLACE, of=event_id)
    if pos is None:
        raise NotProved("the log has no such event, or has been cut off after it")
    signed = await read.fetch_value(_SIGNED, pos=pos)
    if signed is None:
        raise NotProved("no head has been signed since; ask again in a minute")
    until = read_head(signed).pos
    following = [row["event_id"] for row in await read.fetch(_AFTER, pos=pos, until=until)]
    digests = await digests_of(read, following)
    before: bytes | None = await read.fetch_value(_BEFORE, pos=pos - 1)
    return {
        "id": str(event_id), "pos": pos, "before": (before or b"").hex(), "event": await _text(read, event_id),
        "after": [[str(id_), digests[id_].hex()] for id_ in following if id_ in digests], "head": signed,
    }  # fmt: skip


async def _text(read: Read, event_id: UUID) -> str:
    row: Row | None = await read.fetch_one(_CASE_EVENT, of=event_id)
    if row is not None:
        return canonical(row).decode()
    access = await read.fetch_one(_ACCESS, of=event_id)
    if access is None:
        raise NotProved("the log refers to the event, but it is gone")
    return canonical_access(access).decode()


def add_up(text: str, key: str) -> tuple[dict[str, Any], SignedHead]:
    """The event and the head that a proof's text shows it to be in. Raises NotProved."""
    try:
        proof = orjson.loads(text)
        head = read_head(proof["head"])
        pos, chain, event = int(proof["pos"]), bytes.fromhex(proof["before"]), proof["event"].encode()
        chain = linked(chain, pos, UUID(proof["id"]), sha256(event).digest())
        for at, (id_, digest) in enumerate(proof["after"], start=pos + 1):
            chain = linked(chain, at, UUID(id_), bytes.fromhex(digest))
        told: dict[str, Any] = orjson.loads(event)
    except (NoHead, ValueError, KeyError, TypeError, AttributeError, OverflowError):
        raise NotProved("it is no proof of this form") from None
    if not head.genuine(key):
        raise NotProved("its head was not signed with this key")
    if (pos + len(proof["after"]), chain.hex()) != (head.pos, head.chain):
        raise NotProved("it does not add up to its head: the event, or something after it, is not as it was")
    return told, head
