"""Service areas, and places nobody serves."""

from datetime import date

import strawberry

from plugins.utility_queues.operations import Operation
from plugins.utility_queues.schema import enums  # noqa: F401 - registers the enums the fields name
from plugins.utility_queues.tables import service_area
from plugins.utility_queues.vocabulary import PLUGIN, Utility
from schema.api import Code, District, Info, Node, Unit, data, field, label


@data.type(
    service_area,
    code="utility_service_area",
    allow=Operation.AREA_READ,
    visible=data.Everyone(),
    plugin=PLUGIN,
    gate=service_area.c.gate,
    description="A place a company serves with its utility.\n服务范围",
)
class UtilityServiceArea(Node):
    """The narrowest category applies, then the nearest place."""

    version: int = data.column(service_area.c.version, description="Version.\n版本号")
    company: Unit | None = data.one("Unit", on=service_area.c.unit_id, description="The company.\n服务企业")
    utility: Utility = data.enum(service_area.c.utility, Utility, description="Which utility.\n公用事业类别")
    category: Code | None = data.code(
        "category", service_area.c.category, description="Only this part of it; the whole if null.\n限定的诉求类别"
    )
    district: District | None = data.one("District", on=service_area.c.district, description="Where.\n区划")
    basis: str = data.column(service_area.c.basis, description="Why the company serves the place.\n依据")
    valid_from: date = data.column(service_area.c.valid_from, description="First day.\n生效日期")
    valid_to: date | None = data.column(service_area.c.valid_to, description="Last day.\n失效日期")


@strawberry.type(description="What nobody serves in a district.\n服务范围缺口")
class UtilityServiceGap:
    """Cases about it go by the dispatch catalogue."""

    gate: strawberry.Private[str]
    utility: Utility = strawberry.field(description="Which utility.\n公用事业类别")
    category_codes: strawberry.Private[list[str]]
    place_codes: strawberry.Private[list[str]]

    @field("The district.\n区县")
    async def district(self, info: Info) -> District | None:
        """By its code."""
        return await data.by_id(info, District, self.gate)

    @field("The categories nobody serves somewhere in it.\n无服务企业的诉求类别")
    def categories(self, info: Info) -> list[Code]:
        """With their labels."""
        codes, language = info.context.codes, info.context.language
        return [label(codes, "category", one, language) for one in self.category_codes]

    @field("The smallest places concerned, as codes.\n涉及的镇街代码")
    def places(self) -> list[str]:
        """Townships; the district itself where it has none."""
        return self.place_codes
