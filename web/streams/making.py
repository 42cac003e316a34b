"""How the answers of a push group are made, and for whom."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from schema.context import Live, RequestContext
from schema.streams.relay import Told
from web.streams.listeners import Caller
from web.streams.packets import Answer
from web.streams.pause import Pause, at_once

MakeContext = Callable[[Caller, Live], RequestContext]
Answering = Callable[[Sequence[Told], Callable[[], RequestContext]], Awaitable[list[Answer]]]


class Personal(Exception):
    """The answers depend on who exactly asks: only the same account may be told them."""


@dataclass(frozen=True, slots=True, eq=False)
class Making:
    """`audience` says what a caller belongs to, `shared` whether that is several accounts.

    `changes` counts how often anybody's rights have changed. `width` is how many answers are made at a time. `pause` charges
    one of those who are told for it.
    """

    context: MakeContext
    answers: Answering
    audience: Callable[[Caller], object]
    changes: Callable[[], int]
    shared: bool
    width: int
    pause: Pause = at_once
