"""Root fields about service areas."""

from datetime import date
from typing import Annotated

import strawberry
from sqlalchemy import ColumnElement, literal

from core.api import within
from plugins.utility_queues.areas import unserved
from plugins.utility_queues.operations import Operation
from plugins.utility_queues.schema.places import place
from plugins.utility_queues.schema.types.areas import UtilityServiceArea, UtilityServiceGap
from plugins.utility_queues.tables import service_area as area
from plugins.utility_queues.vocabulary import PLUGIN, Utility
from schema.api import After, Before, Connection, First, Info, Last, Order, Window, expect, field, given, page

BY_PLACE = Order((area.c.district, area.c.utility, area.c.id))

Within = Annotated[
    str | None, strawberry.argument(description="Only in this district and below, by code.\n区划代码（含下级）")
]
WhichUtility = Annotated[Utility | None, strawberry.argument(description="Only this utility.\n公用事业类别")]
OfCompany = Annotated[strawberry.ID | None, strawberry.argument(description="Only this company's.\n企业")]
On = Annotated[date | None, strawberry.argument(description="Only those that apply on this day.\n适用日期")]


@strawberry.type
class UtilityAreaQueries:
    """Root fields."""

    @field("Which company serves which place.\n服务范围列表")
    async def utility_service_areas(
        self,
        info: Info,
        district: Within = strawberry.UNSET,
        utility: WhichUtility = strawberry.UNSET,
        company: OfCompany = strawberry.UNSET,
        on: On = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[UtilityServiceArea] | None:
        """Former and coming ones too, unless a day is given."""
        window, where = Window.of(first, after, last, before), list[ColumnElement[bool]]()
        code, wanted, whose, day = given(district), given(utility), given(company), given(on)
        if code is not None:
            where.append(within(area.c.district_path, literal((await place(info, code))["path"])))
        if wanted is not None:
            where.append(area.c.utility == wanted.value)
        if whose is not None:
            where.append(area.c.unit_id == expect(whose, "unit", "company"))
        if day is not None:
            where += [area.c.valid_from <= day, area.c.valid_to.is_(None) | (area.c.valid_to >= day)]
        return await page(info, UtilityServiceArea, BY_PLACE, window, where=where, bound_to=(code, wanted, whose, day))

    @field("What nobody serves today; its cases go by the dispatch catalogue.\n服务范围缺口")
    async def utility_service_gaps(
        self, info: Info, district: Within = strawberry.UNSET
    ) -> list[UtilityServiceGap] | None:
        """Everywhere the plug-in is on, or in one district."""
        context, code = info.context, given(district)
        if not context.viewer.may(Operation.AREA_READ):
            return None
        gates = context.services.plugins.switches.districts(PLUGIN)
        if code is not None:
            gates = ((await place(info, code))["gate"],)
        return [
            UtilityServiceGap(
                gate=row["gate"],
                utility=Utility(row["utility"]),
                category_codes=list(row["categories"]),
                place_codes=list(row["places"]),
            )
            for row in await unserved(context.read, gates, context.now)
        ]
