"""Root fields about enterprises, measures and visits."""

from typing import Annotated

import strawberry

from plugins.enterprise_desk import credit_code as codes
from plugins.enterprise_desk.schema.filters import (
    EnterpriseFilter,
    EnterpriseFollowUpFilter,
    EnterpriseMeasureFilter,
    of_follow_ups,
)
from plugins.enterprise_desk.schema.types.care import EnterpriseFollowUp
from plugins.enterprise_desk.schema.types.enterprises import Enterprise
from plugins.enterprise_desk.schema.types.measures import EnterpriseMeasure
from plugins.enterprise_desk.tables import enterprise, follow_up, measure
from schema.api import After, Before, Connection, First, Info, Last, Order, Window, data, field, given, page

_CREDIT_CODE = enterprise.c.credit_code
BY_PLACE = Order((enterprise.c.district_path, enterprise.c.name, enterprise.c.id))
NEWEST_FIRST = Order((measure.c.valid_from, measure.c.id), descending=True)
BY_DUE = Order((follow_up.c.due_at, follow_up.c.id))

F = Annotated[EnterpriseFollowUpFilter | None, strawberry.argument(description="Only these.\n筛选条件")]


@strawberry.type
class EnterpriseQueries:
    """Root fields."""

    enterprise: Enterprise | None = data.found(
        "Enterprise",
        data.Argument(
            name="credit_code",
            type=str,
            description="Unified social credit code, in any spelling.\n统一社会信用代码",
            default=data.REQUIRED,
        ),
        key=lambda credit_code: (_CREDIT_CODE, codes.normal(credit_code)),
        description="The enterprise of a unified social credit code; null if there is none for you.\n按统一社会信用代码查询企业",
    )
    enterprises: Connection[Enterprise] | None = data.pages(
        "Enterprise",
        order=BY_PLACE,
        arguments=(data.Argument(name="filter", type=EnterpriseFilter | None, description="Only these.\n筛选条件"),),
        description="Enterprises of the register, by district and name.\n企业档案列表",
    )
    enterprise_measures: Connection[EnterpriseMeasure] | None = data.pages(
        "EnterpriseMeasure",
        order=NEWEST_FIRST,
        arguments=(
            data.Argument(name="filter", type=EnterpriseMeasureFilter | None, description="Only these.\n筛选条件"),
        ),
        description="Measures for enterprises, the newest first.\n惠企政策列表",
    )

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
