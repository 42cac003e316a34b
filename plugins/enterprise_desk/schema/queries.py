"""Root fields about enterprises, measures and visits."""

from typing import Annotated

import strawberry

from plugins.enterprise_desk import credit_code as codes
from plugins.enterprise_desk.schema.filters import (
    EnterpriseFilter,
    EnterpriseFollowUpFilter,
    EnterpriseMeasureFilter,
    of_enterprises,
    of_follow_ups,
    of_measures,
)
from plugins.enterprise_desk.schema.types.care import EnterpriseFollowUp
from plugins.enterprise_desk.schema.types.enterprises import Enterprise
from plugins.enterprise_desk.schema.types.measures import EnterpriseMeasure
from plugins.enterprise_desk.tables import enterprise, follow_up, measure
from schema.api import After, Before, Connection, First, Info, Last, Order, Window, data, field, given, page

BY_PLACE = Order((enterprise.c.district_path, enterprise.c.name, enterprise.c.id))
NEWEST_FIRST = Order((measure.c.valid_from, measure.c.id), descending=True)
BY_DUE = Order((follow_up.c.due_at, follow_up.c.id))

CreditCode = Annotated[
    str, strawberry.argument(description="Unified social credit code, in any spelling.\n统一社会信用代码")
]
E = Annotated[EnterpriseFilter | None, strawberry.argument(description="Only these.\n筛选条件")]
M = Annotated[EnterpriseMeasureFilter | None, strawberry.argument(description="Only these.\n筛选条件")]
F = Annotated[EnterpriseFollowUpFilter | None, strawberry.argument(description="Only these.\n筛选条件")]


@strawberry.type
class EnterpriseQueries:
    """Root fields."""

    @field("The enterprise of a unified social credit code; null if there is none for you.\n按统一社会信用代码查询企业")
    async def enterprise(self, info: Info, credit_code: CreditCode) -> Enterprise | None:
        """A code that cannot be one is nobody's."""
        return await data.by_key(info, Enterprise, enterprise.c.credit_code, codes.normal(credit_code))

    @field("Enterprises of the register, by district and name.\n企业档案列表")
    async def enterprises(
        self,
        info: Info,
        filter: E = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Enterprise] | None:
        """Of the districts whose register the viewer may read."""
        window, chosen = Window.of(first, after, last, before), given(filter)
        return await page(info, Enterprise, BY_PLACE, window, where=of_enterprises(chosen), bound_to=chosen)

    @field("Measures for enterprises, the newest first.\n惠企政策列表")
    async def enterprise_measures(
        self,
        info: Info,
        filter: M = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[EnterpriseMeasure] | None:
        """Those no longer in force too, unless the filter names a day."""
        window, chosen = Window.of(first, after, last, before), given(filter)
        return await page(info, EnterpriseMeasure, NEWEST_FIRST, window, where=of_measures(chosen), bound_to=chosen)

    @field("Visits to enterprises, by when they are due.\n企业回访列表")
    async def enterprise_follow_ups(
        self,
        info: Info,
        filter: F = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[EnterpriseFollowUp] | None:
        """Of the cases whose visits the viewer may read."""
        window, chosen = Window.of(first, after, last, before), given(filter)
        where = of_follow_ups(chosen, info.context.now)
        return await page(info, EnterpriseFollowUp, BY_DUE, window, where=where, bound_to=chosen)
