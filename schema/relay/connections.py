"""The types of a page, as Relay has them."""

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

import strawberry

from schema.decorators import field

COUNTED = 1000
"""Rows counted one by one at most; beyond them `totalCount` says one more and that it is capped."""

CAPPED = -1
"""What is answered for the number of a list that is longer than is counted."""

T = TypeVar("T")


def shown(count: int) -> int:
    """A list's number as it is told: one more than is counted stands for a longer list."""
    return COUNTED + 1 if count == CAPPED else count


def capped(counted: int) -> int:
    """The number of rows of which one more than the cap was counted at most."""
    return CAPPED if counted > COUNTED else counted


@strawberry.type(description="Where a page stands in its list.\n分页信息")
class PageInfo:
    """Relay's."""

    has_next_page: bool = strawberry.field(description="Whether the list goes on behind the page.\n是否有下一页")
    has_previous_page: bool = strawberry.field(description="Whether it goes on before the page.\n是否有上一页")
    start_cursor: str | None = strawberry.field(description="Cursor of the first edge.\n首条游标")
    end_cursor: str | None = strawberry.field(description="Cursor of the last edge.\n末条游标")


@strawberry.type(description="One object of a page, with its place.\n分页中的一条")
class Edge(Generic[T]):
    """Relay's."""

    cursor: str = strawberry.field(description="Opaque place of the object in this list.\n游标")
    node: T = strawberry.field(description="The object.\n对象")


@strawberry.type(description="One page of a list.\n列表的一页")
class Connection(Generic[T]):
    """Edges in order; the rows are counted only when a total is asked for."""

    edges: list[Edge[T]] = strawberry.field(description="The page's objects with their cursors.\n带游标的对象")
    page_info: PageInfo = strawberry.field(description="Where the page stands.\n分页信息")
    count: strawberry.Private[Callable[[], Awaitable[int]]]

    @field("The page's objects.\n本页对象")
    def nodes(self) -> list[T]:
        """The edges' nodes."""
        return [edge.node for edge in self.edges]

    @field(
        "How many the list has for you; 1001, and capped, may stand for more than 1000.\n"
        "总数；逐条计数超过 1000 时为 1001（见 totalCountIsCapped）"
    )
    async def total_count(self) -> int:
        """Counted up to the cap."""
        return shown(await self.count())

    @field("Whether `totalCount` is only a lower bound.\n总数是否被截断")
    async def total_count_is_capped(self) -> bool:
        """True beyond the cap."""
        return await self.count() == CAPPED
