"""What one request brings to every resolver."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

import strawberry
from strawberry.extensions import SchemaExtension

from core.access.viewer import Viewer
from core.codes.registry import CodeRegistry
from core.db.kept import Kept
from core.db.lanes import Lanes
from core.db.read import Read
from core.db.side import Side
from core.events.tail import Tail
from core.services import Services
from schema.data.loaders import Loaders

if TYPE_CHECKING:
    import asyncpg

    from schema.streams.relay import Relay

Language = Literal["zh", "en"]


class Live(Protocol):
    """Who is behind an open stream; whoever holds the connection keeps it up to date."""

    @property
    def now(self) -> Viewer:
        """The viewer with the grants, the policy and the instant of now."""


@dataclass(slots=True)
class RequestContext:
    """One per request; over a socket, one per event.

    `signing_key` (32 bytes) authenticates cursors and keyed fingerprints. `source` is the client's address or network, by
    which tries are counted. `idempotency_key` is the request header's, `traceparent` the trace that it belongs to. `live` is
    given to a subscription that lasts.
    `pool` reaches what a viewer of this clearance may be shown at most, and `beyond` every row, for who shows a secret
    instead of a permission. `side_of` is given to a stream: when its viewer's clearance changes, it goes on with the other
    pool. `lanes` are connections for short reads, and `kept` those for commands, where the process keeps some.
    What a resolver puts into `extensions` is answered beside `data`. `answered` holds what the request's mutations have
    answered or raised, by their keys.
    """

    viewer: Viewer
    pool: "asyncpg.Pool[Any]"
    services: Services
    codes: CodeRegistry
    signing_key: bytes = field(repr=False)
    source: str = field(repr=False)
    language: Language = "zh"
    idempotency_key: str | None = None
    traceparent: str | None = None
    live: Live | None = field(default=None, repr=False)
    relay: "Relay | None" = field(default=None, repr=False)
    lanes: Lanes | None = field(default=None, repr=False)
    kept: Kept | None = field(default=None, repr=False)
    beyond: "asyncpg.Pool[Any] | None" = field(default=None, repr=False)
    side_of: Callable[[Viewer], Side] | None = field(default=None, repr=False)
    extensions: dict[str, object] = field(default_factory=dict)
    answered: dict[str | int, Any] = field(default_factory=dict, repr=False)
    read: Read = field(init=False)
    loaders: Loaders = field(init=False)

    def __post_init__(self) -> None:
        self.read = Read(self.pool)
        self.loaders = Loaders(self)

    @property
    def every_row(self) -> "asyncpg.Pool[Any]":
        """`beyond`, where there is a wall."""
        return self.beyond or self.pool

    @property
    def now(self) -> datetime:
        """The request's instant."""
        return self.viewer.now

    async def short_read(self, sql: str, arguments: Sequence[object]) -> Sequence[Sequence[Any]]:
        """All rows of one statement."""
        if self.lanes is not None:
            return await self.lanes.fetch(sql, arguments)
        rows: Sequence[Sequence[Any]] = await self.pool.fetch(sql, *arguments)
        return rows

    def present(self) -> Viewer:
        """Who asks at this moment: a stream asks before each event, and takes over nothing that was read for another."""
        self.loaders.clear()
        self.viewer = self.live.now if self.live else replace(self.viewer, now=self.services.clock.now())
        if self.side_of is not None:
            self._move(self.side_of(self.viewer))
        return self.viewer

    def _move(self, side: Side) -> None:
        if side.pool is not self.pool:
            self.pool, self.lanes, self.kept, self.read = side.pool, side.lanes, side.kept, Read(side.pool)

    @property
    def log(self) -> Tail:
        """The end of the log as `pool` shows it: all streams on one side of the wall follow it together."""
        if self.pool not in self.services.tails:
            self.services.tails[self.pool] = Tail(self.pool, self.services.bus)
        return self.services.tails[self.pool]


Info: TypeAlias = strawberry.Info[RequestContext, None]


class ContextExtensions(SchemaExtension):
    """Answers the context's `extensions`. The schema lists it among its own."""

    def get_results(self) -> dict[str, Any]:
        """See SchemaExtension."""
        context = self.execution_context.context
        return dict(context.extensions) if isinstance(context, RequestContext) else {}
