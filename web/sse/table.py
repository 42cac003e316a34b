"""Where event streams in single connection mode are known to all processes, and what is asked to run on them."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from secrets import token_bytes, token_urlsafe
from typing import Any, NamedTuple
from uuid import uuid4

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import ARRAY, Text, all_, any_, bindparam, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from core.access.session import Session
from core.db.read import Read
from core.streams.model import sse_operation, sse_stream
from web.documents.asked import GraphQLRequest
from web.http.refusals import Refusal
from web.streams.codes import (
    OPERATION_EXISTS,
    STREAM_ALREADY_OPEN,
    STREAM_NOT_FOUND,
    TOO_MANY_CONNECTIONS,
    TOO_MANY_OPERATIONS,
)
from web.streams.limits import StreamLimits

_NONCE = 12
_STREAM, _OPERATION = sse_stream.c, sse_operation.c
_ID = bindparam("stream", type_=_STREAM.id.type)
_ME = bindparam("me", type_=_STREAM.holder.type)
_STREAMS = bindparam("streams", type_=ARRAY(_STREAM.id.type))
_SUBJECT = bindparam("subject", type_=Text())
_NAME = bindparam("name", type_=Text())
_FRESH = _STREAM.seen_at > func.now() - text("interval '60 seconds'")

_COUNT = select(func.count()).where(_STREAM.subject == _SUBJECT, _FRESH)
_RESERVE = insert(sse_stream).values(
    id=_ID, subject=_SUBJECT, expires=bindparam("expires", type_=_STREAM.expires.type),
    session=bindparam("session", type_=_STREAM.session.type),
)  # fmt: skip
_OPEN = (
    update(sse_stream).where(_STREAM.id == _ID, _STREAM.holder.is_(None), _FRESH)
    .values(holder=_ME, seen_at=func.now()).returning(_STREAM.subject, _STREAM.expires, _STREAM.session)
)  # fmt: skip
_FIND = select(_STREAM.subject, _STREAM.holder).where(_STREAM.id == _ID, _FRESH)
_CLOSE = delete(sse_stream).where(_STREAM.id == _ID)
_SEEN = (
    update(sse_stream).where(_STREAM.holder == _ME, _STREAM.id == any_(_STREAMS)).values(seen_at=func.now())
)  # fmt: skip
_FORGET = delete(sse_stream).where(~_FRESH)
_RUNNING = select(func.count()).where(_OPERATION.stream == _ID)
_ASK = (
    insert(sse_operation).values(stream=_ID, id=_NAME, request=bindparam("request", type_=_OPERATION.request.type))
    .on_conflict_do_nothing().returning(_OPERATION.number)
)  # fmt: skip
_STOP = delete(sse_operation).where(_OPERATION.stream == _ID, _OPERATION.id == _NAME)
_DONE = _STOP.where(_OPERATION.number == bindparam("number", type_=_OPERATION.number.type))
_WAITING = (
    select(_OPERATION.stream, _OPERATION.id, _OPERATION.number, _OPERATION.request)
    .where(
        _OPERATION.stream == any_(_STREAMS),
        _OPERATION.number != all_(bindparam("begun", type_=ARRAY(_OPERATION.number.type))),
    )
    .order_by(_OPERATION.number)
)
_THERE = (
    select(_STREAM.id, _OPERATION.number)
    .select_from(sse_stream.outerjoin(sse_operation, _OPERATION.stream == _STREAM.id)).where(_STREAM.holder == _ME)
)  # fmt: skip


class Reservation(NamedTuple):
    """Who reserved a stream, and until when the token that was shown then counts."""

    stream: bytes
    subject: str
    expires: datetime
    session: Session

    @property
    def whose(self) -> tuple[str, datetime, Session]:
        """What an Authenticator knows them by."""
        return self.subject, self.expires, self.session


class AskedFor(NamedTuple):
    """An operation that is to run on a stream of this process."""

    stream: bytes
    id: str
    number: int
    request: GraphQLRequest


class StreamTable:
    """The tables as one process sees them. Requests lie there sealed: their variables may speak of citizens."""

    def __init__(self, read: Read, key: bytes, limits: StreamLimits) -> None:
        self._read, self._cipher, self._limits, self._me = read, AESGCM(key), limits, uuid4()

    async def reserve(self, subject: str, expires: datetime, session: Session) -> str:
        """A token that opens one stream within a minute. Raises Refusal 429 for too many of one account."""
        if await self._read.fetch_value(_COUNT, subject=subject) >= self._limits.connections:
            raise Refusal(TOO_MANY_CONNECTIONS, 429, limit=self._limits.connections)
        token = token_urlsafe(32)
        kept = _kept(session)
        await self._read.fetch(_RESERVE, stream=stream_of(token), subject=subject, expires=expires, session=kept)
        return token

    async def refuse_strangers(self, token: str, subject: str) -> None:
        """Raises Refusal 404 unless `subject` has reserved the stream."""
        await self._own(token, subject)

    async def open(self, token: str) -> Reservation:
        """Hold the stream here. Raises Refusal 404 for a token that was not given out lately, 409 for one in use."""
        stream = stream_of(token)
        row = await self._read.fetch_one(_OPEN, stream=stream, me=self._me)
        if row is None:
            taken = await self._read.fetch_one(_FIND, stream=stream)
            raise Refusal(STREAM_ALREADY_OPEN, 409) if taken else Refusal(STREAM_NOT_FOUND, 404)
        return Reservation(stream, row["subject"], row["expires"], _session(row["session"]))

    async def close(self, stream: bytes) -> None:
        """Forget the stream and what was to run on it."""
        await self._read.fetch(_CLOSE, stream=stream)

    async def ask(self, token: str, subject: str, id_: str, request: GraphQLRequest) -> None:
        """Have an operation run on a stream, wherever it is held. Raises Refusal 404, 409 for an id in use, 429."""
        stream = await self._own(token, subject)
        limit = self._limits.subscriptions + self._limits.operations
        if await self._read.fetch_value(_RUNNING, stream=stream) >= limit:
            raise Refusal(TOO_MANY_OPERATIONS, 429, limit=limit)
        rows = await self._read.fetch(_ASK, stream=stream, name=id_, request=self._sealed(request, stream))
        if not rows:
            raise Refusal(OPERATION_EXISTS, 409)

    async def stop(self, token: str, subject: str, id_: str) -> None:
        """Have an operation end. Raises Refusal 404 for the stream; an operation that is over is as good as ended."""
        await self._read.fetch(_STOP, stream=await self._own(token, subject), name=id_)

    async def done(self, asked: AskedFor) -> None:
        """Give the id free."""
        await self._read.fetch(_DONE, stream=asked.stream, name=asked.id, number=asked.number)

    async def waiting(self, streams: Iterable[bytes], begun: Iterable[int]) -> list[AskedFor]:
        """What is asked of these streams, in its order, but for the numbers that have begun."""
        rows = await self._read.fetch(_WAITING, streams=list(streams), begun=list(begun))
        return [AskedFor(row["stream"], row["id"], row["number"], self._unsealed(row)) for row in rows]

    async def there(self) -> Mapping[bytes, frozenset[int]]:
        """The numbers of what still is to run, by the streams that are known to be held here."""
        found: dict[bytes, frozenset[int]] = {}
        for row in await self._read.fetch(_THERE, me=self._me):
            found[row["id"]] = found.get(row["id"], frozenset()) | {row["number"]}
        return found

    async def seen(self, streams: Iterable[bytes]) -> None:
        """Say that these streams are open here, and forget those of which nobody says so."""
        await self._read.fetch(_SEEN, me=self._me, streams=list(streams))
        await self._read.fetch(_FORGET)

    async def _own(self, token: str, subject: str) -> bytes:
        stream = stream_of(token)
        row = await self._read.fetch_one(_FIND, stream=stream)
        if row is None or row["subject"] != subject:
            raise Refusal(STREAM_NOT_FOUND, 404)
        return stream

    def _sealed(self, request: GraphQLRequest, stream: bytes) -> bytes:
        nonce = token_bytes(_NONCE)
        return nonce + self._cipher.encrypt(nonce, orjson.dumps(asdict(request)), stream)

    def _unsealed(self, row: Any) -> GraphQLRequest:
        text_ = self._cipher.decrypt(row["request"][:_NONCE], row["request"][_NONCE:], row["stream"])
        return GraphQLRequest(**orjson.loads(text_))


def stream_of(token: str) -> bytes:
    """What of a token is kept: whoever reads the table cannot open a stream."""
    return sha256(token.encode(errors="replace")).digest()


def _kept(session: Session) -> dict[str, Any]:
    issued, strong = (one and one.isoformat() for one in (session.issued, session.strong_since))
    queues = None if session.queues is None else sorted(session.queues)
    return {"issued": issued, "names": sorted(session.names), "strong_since": strong, "queues": queues}


def _session(kept: Mapping[str, Any] | None) -> Session:
    if kept is None:  # reserved by a process of the version before
        return Session()
    issued, strong = (kept[name] and datetime.fromisoformat(kept[name]) for name in ("issued", "strong_since"))
    queues = None if kept["queues"] is None else frozenset(kept["queues"])
    return Session(issued, frozenset(kept["names"]), strong, queues)
