"""What clients send over graphql-transport-ws, its size and shape checked before anything is done with it."""

from dataclasses import dataclass, field
from typing import Any, TypeAlias

from web.documents.asked import GraphQLRequest, asked
from web.http.json_input import parsed
from web.http.refusals import Refusal
from web.ws.closing import Close, bad_message

LONGEST_ID = 128


@dataclass(frozen=True, slots=True)
class Init:
    """`connection_init`."""

    payload: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ping:
    """`ping`, to be answered."""


@dataclass(frozen=True, slots=True)
class Pong:
    """`pong`."""


@dataclass(frozen=True, slots=True)
class Subscribe:
    """`subscribe`: an operation under an id of the client's choice."""

    id: str
    request: GraphQLRequest


@dataclass(frozen=True, slots=True)
class Complete:
    """`complete`: the client wants no more of it."""

    id: str


Message: TypeAlias = Init | Ping | Pong | Subscribe | Complete


class BadMessage(Exception):
    """The message ends the connection with `close`."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.close: Close = bad_message(problem)


def read_message(frame: str | None) -> Message:
    """The message in a text frame. Raises BadMessage for whatever is none, a binary frame (None) included."""
    if frame is None:
        raise BadMessage("it must be a text frame")
    try:
        return _message(parsed(frame.encode(), "the message"))
    except UnicodeEncodeError:
        raise BadMessage("it is not UTF-8") from None
    except Refusal as refusal:
        raise BadMessage(str(refusal.params["problem"])) from None


def _message(value: Any) -> Message:
    if not isinstance(value, dict):
        raise BadMessage("it must be a JSON object")
    kind, payload = value.get("type"), value.get("payload")
    if kind == "subscribe":
        if not isinstance(payload, dict):
            raise BadMessage("payload must be an object")
        return Subscribe(_id(value), asked(payload))
    if kind == "complete":
        return Complete(_id(value))
    if payload is not None and not isinstance(payload, dict):
        raise BadMessage("payload must be an object")
    if kind == "connection_init":
        return Init(payload or {})
    if kind == "ping":
        return Ping()
    if kind == "pong":
        return Pong()
    raise BadMessage("its type is unknown")


def _id(value: dict[str, Any]) -> str:
    id_ = value.get("id")
    if not isinstance(id_, str) or not 0 < len(id_) <= LONGEST_ID:
        raise BadMessage(f"id must be a string of 1 to {LONGEST_ID} characters")
    return id_
