"""The ends of a WebSocket, each with its code and reason."""

from typing import NamedTuple

_LONGEST = 123
"""Bytes of a reason; the frame carries no more (RFC 6455, section 5.5)."""


class Close(NamedTuple):
    """A close code of RFC 6455 or of graphql-transport-ws, and why, in English: programs and their makers read it."""

    code: int
    reason: str


SLOW_CONSUMER = Close(1013, "slow consumer")
RESTART = Close(1012, "service restart")
SILENT_PEER = Close(1001, "no answer to ping")
FAULT = Close(1011, "internal error")
TOKEN_EXPIRED = Close(4401, "token expired")
SESSION_ENDED = Close(4401, "session ended")
NOT_INITIALISED = Close(4401, "Unauthorized")
FORBIDDEN = Close(4403, "forbidden")
OTHER_SUBPROTOCOL = Close(4406, "Subprotocol not acceptable")
INIT_TIMEOUT = Close(4408, "Connection initialisation timeout")
TWICE_INITIALISED = Close(4429, "Too many initialisation requests")
TOO_MANY_CONNECTIONS = Close(4429, "Too many connections")


def bad_message(problem: str) -> Close:
    """4400, with what is wrong about the message."""
    return Close(4400, _cut(f"Invalid message: {problem}"))


def already_exists(id_: str) -> Close:
    """4409 for an id that is in use."""
    return Close(4409, _cut(f"Subscriber for {id_} already exists"))


def _cut(text: str) -> str:
    return text.encode()[:_LONGEST].decode(errors="ignore")
