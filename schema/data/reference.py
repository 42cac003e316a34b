"""A row that a payload shows."""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from schema.data.types import Declared, Record

if TYPE_CHECKING:
    from schema.context import RequestContext


class Reference:
    """Not read yet: the executor reads it by awaiting it, a plan together with all that is selected of it."""

    __slots__ = ("_context", "declared", "key")

    def __init__(self, context: "RequestContext", declared: Declared, key: object) -> None:
        self._context, self.declared, self.key = context, declared, key

    def __await__(self) -> Generator[Any, None, Record | None]:
        return self._context.loaders.one(self.declared).load(self.key).__await__()
