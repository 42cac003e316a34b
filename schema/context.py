"""What one request brings to every resolver."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import strawberry
from strawberry.extensions import SchemaExtension

from core.access.viewer import Viewer
from core.codes.registry import CodeRegistry
from core.db.uow import Read
from core.services import Services
from schema.data.loaders import Loaders

if TYPE_CHECKING:
    import asyncpg

Language = Literal["zh", "en"]


@dataclass(slots=True)
class RequestContext:
    """One per request; over a socket, one per event.

    `signing_key` (32 bytes) authenticates cursors and keyed fingerprints. `source` is the client's address or network, by
    which tries are counted. `idempotency_key` is the request header's.
    What a resolver puts into `extensions` is answered beside `data`.
    """

    viewer: Viewer
    pool: "asyncpg.Pool[Any]"
    services: Services
    codes: CodeRegistry
    signing_key: bytes = field(repr=False)
    source: str = field(repr=False)
    language: Language = "zh"
    idempotency_key: str | None = None
    extensions: dict[str, object] = field(default_factory=dict)
    read: Read = field(init=False)
    loaders: Loaders = field(init=False)

    def __post_init__(self) -> None:
        self.read = Read(self.pool)
        self.loaders = Loaders(self)

    @property
    def now(self) -> datetime:
        """The request's instant."""
        return self.viewer.now


Info: TypeAlias = strawberry.Info[RequestContext, None]


class ContextExtensions(SchemaExtension):
    """Answers the context's `extensions`. The schema lists it among its own."""

    def get_results(self) -> dict[str, Any]:
        """See SchemaExtension."""
        context = self.execution_context.context
        return dict(context.extensions) if isinstance(context, RequestContext) else {}
