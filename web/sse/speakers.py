"""How the two modes of GraphQL over SSE tell what becomes of operations."""

from collections.abc import Awaitable, Callable, Sequence

import orjson
from graphql import GraphQLError

from web.sse.framing import event
from web.sse.stream import EventStream
from web.streams.packets import Answer
from web.streams.telling import told

THE_ONE = ""
"""The id of a stream's only operation."""


class DistinctSpeaker:
    """A stream of its own for one operation: its end is the stream's. Events that can be resumed after carry their id."""

    def __init__(self, stream: EventStream, language: str) -> None:
        self._stream, self._language = stream, language

    def take(self, _: str) -> None:
        """See Speaker: chunks of a response are waited for."""

    async def answered(self, id_: str, answer: Answer) -> None:
        """See Speaker."""
        del id_
        await self._stream.say(event("next", answer.text, answer.cursor))

    async def completed(self, id_: str) -> None:
        """See Speaker."""
        del id_
        await self._stream.say(event("complete"))
        self._stream.finish()

    async def failed(self, id_: str, errors: Sequence[GraphQLError]) -> None:
        """See Speaker."""
        await self._stream.say(event("next", _failure(errors, self._language)))
        await self.completed(id_)


class SingleSpeaker:
    """One stream for many operations, each event under its operation's id. `done` gives the id free first."""

    def __init__(self, stream: EventStream, language: str, done: Callable[[str], Awaitable[None]]) -> None:
        self._stream, self._language, self._done = stream, language, done

    def take(self, _: str) -> None:
        """See Speaker: chunks of a response are waited for."""

    async def answered(self, id_: str, answer: Answer) -> None:
        """See Speaker."""
        await self._next(id_, answer.text)

    async def completed(self, id_: str) -> None:
        """See Speaker."""
        await self._done(id_)
        await self._stream.say(event("complete", orjson.dumps({"id": id_}).decode()))

    async def failed(self, id_: str, errors: Sequence[GraphQLError]) -> None:
        """See Speaker."""
        await self._next(id_, _failure(errors, self._language))
        await self.completed(id_)

    async def _next(self, id_: str, payload: str) -> None:
        await self._stream.say(event("next", f'{{"id":{orjson.dumps(id_).decode()},"payload":{payload}}}'))


def _failure(errors: Sequence[GraphQLError], language: str) -> str:
    return orjson.dumps({"errors": told(errors, language)}).decode()
