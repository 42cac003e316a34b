"""Places: the city, its districts and counties, their townships."""

from typing import Annotated

import strawberry

from core.districts.model import district
from schema.codes.labels import Code
from schema.data import fields as data


@data.type(
    district,
    code="district",
    allow="unit.read",
    visible=data.Everyone(),
    description="A place of the administrative division.\n行政区划",
)
class District(data.Record):
    """Read by code; it has no global id."""

    code: str = data.column(
        district.c.code, description="GB/T 2260 code of six digits; nine for a township.\n行政区划代码"
    )
    name: str = data.column(district.c.name, description="Official name.\n名称")
    kind: Code = data.code("district_kind", district.c.kind, description="What sort of place it is.\n区划类型")
    parent: Annotated["District", strawberry.lazy("schema.districts.types")] | None = data.one(
        "District", on=district.c.parent, description="The place it belongs to.\n上级区划"
    )
    children: list[Annotated["District", strawberry.lazy("schema.districts.types")]] = data.many(
        "District", by=district.c.parent, order=(district.c.code,), description="The places below it.\n下级区划"
    )
