"""A row by its key: read at once, or when it is known what a payload shows of it."""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, TypeVar, cast

from sqlalchemy import Column

from schema.data.types import Declared, Record, declared_of

if TYPE_CHECKING:
    from schema.context import Info, RequestContext

T = TypeVar("T", bound=Record)


class Reference:
    """Not read yet: the executor reads it by awaiting it, a plan together with all that is selected of it."""

    __slots__ = ("_context", "declared", "key")

    def __init__(self, context: "RequestContext", declared: Declared, key: object) -> None:
        self._context, self.declared, self.key = context, declared, key

    def __await__(self) -> Generator[Any, None, Record | None]:
        return self._context.loaders.one(self.declared).load(self.key).__await__()


async def by_id(info: "Info", record: type[T], key: object) -> T | None:
    """The row with this primary key, if the viewer reaches it."""
    return await by_key(info, record, declared_of(record).key, key)


async def by_key(info: "Info", record: type[T], column: Column[Any], key: object) -> T | None:
    """The row whose unique column holds `key`, if the viewer reaches it."""
    found = await info.context.loaders.one(declared_of(record), column).load(key)
    assert found is None or isinstance(found, record)
    return found


def reference(info: "Info", record: type[T], key: object) -> T | None:
    """The same row as a payload shows it: read when it is known what is selected of it."""
    return cast("T", Reference(info.context, declared_of(record), key))
