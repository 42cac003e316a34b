"""How a caller came to be signed in: what can be ended before its time, and what can be asked of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Session:
    """`issued` is the earliest instant at which the token can have been, None for an API key.

    `names` are those by which it alone can be ended: `jti`, `sid`, a key. `strong_since` is when the caller last gave a proof
    that counts as strong, None for never; `queues` are the work queues it is confined to, None for no such bounds.
    """

    issued: datetime | None = None
    names: frozenset[str] = frozenset()
    strong_since: datetime | None = None
    queues: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """Of an account: the session of this name, or, without one, every token that was issued until `at`."""

    name: str | None
    at: datetime


def is_over(session: Session | None, ended: Iterable[Ended]) -> bool:
    """Whether the session was ended."""
    return session is not None and any(_meant(session, one) for one in ended)


def _meant(session: Session, ended: Ended) -> bool:
    if ended.name is not None:
        return ended.name in session.names
    return session.issued is not None and session.issued <= ended.at
