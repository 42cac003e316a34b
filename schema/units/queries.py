"""Root fields about units."""

from typing import Annotated

import strawberry

from core.units.model import unit
from schema.context import Info
from schema.data import fields as data
from schema.decorators import field
from schema.relay.connections import Connection
from schema.relay.ids import decode
from schema.relay.pages import page
from schema.relay.windows import After, Before, First, Last, Order, Window, given
from schema.units.inputs import UnitFilter, UnitKey
from schema.units.types import Unit

BY_PATH = Order((unit.c.path, unit.c.id))

By = Annotated[UnitKey, strawberry.argument(description="Its id or its code.\n标识或编码")]
Filter = Annotated[UnitFilter | None, strawberry.argument(description="Which units; all without it.\n筛选条件")]


@strawberry.type
class UnitQueries:
    """Root fields."""

    @field("One unit; null if there is none.\n取一个承办单位")
    async def unit(self, info: Info, by: By) -> Unit | None:
        """By id or by code."""
        code = given(by.code)
        if code is not None:
            return await data.by_key(info, Unit, unit.c.code, code)
        asked = decode(by.id or "")
        return await data.by_id(info, Unit, asked.key) if asked and asked.code == "unit" else None

    @field("Units in the order of the tree.\n承办单位列表")
    async def units(
        self,
        info: Info,
        filter: Filter = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Unit] | None:
        """Parents before their children."""
        window, chosen = Window.of(first, after, last, before), given(filter)
        where = chosen.conditions() if chosen else []
        return await page(info, Unit, BY_PATH, window, where=where, bound_to=chosen)
