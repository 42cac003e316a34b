"""The root field that finds cases by what a caller can say of them."""

import asyncio
from typing import Annotated

import strawberry

from core.access.operations import Operation
from core.search.queries import search_cases
from schema.cases.types import Case
from schema.context import Info
from schema.data import fields as data
from schema.decorators import field
from schema.relay.windows import Window

Text = Annotated[
    str,
    strawberry.argument(
        description="A case or external number, a telephone or identity number, or words of the title; "
        "at most 200 characters.\n工单编号、外部编号、电话、身份证号或标题中的词（最多 200 字）"
    ),
]
First = Annotated[
    int | None, strawberry.argument(description="How many at most, 1 to 100; 20 if absent.\n最多条数（1–100，默认 20）")
]


@strawberry.type
class SearchQueries:
    """Root fields."""

    @field("Cases found by number, by their reporter's numbers, or by words of the title; null if refused.\n检索工单")
    async def search(self, info: Info, text: Text, first: First = strawberry.UNSET) -> list[Case] | None:
        """Those named exactly come first, then the newest; there are no pages and no total."""
        context, size = info.context, Window.of(first, None, None, None).size
        if not context.viewer.may(Operation.SEARCH):
            return None
        found = await search_cases(context.read, context.viewer, text, context.services.indexes, first=size)
        cases = await asyncio.gather(*(data.by_id(info, Case, id_) for id_ in found))
        return [case for case in cases if case is not None]
