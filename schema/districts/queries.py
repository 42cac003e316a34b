"""Root fields about places."""

import strawberry

from core.districts.model import district
from schema.data import fields as data
from schema.districts.types import District
from schema.relay.connections import Connection
from schema.relay.windows import Order

BY_CODE = Order((district.c.code,))
_UNDER = data.equal(district.c.parent)


@strawberry.type
class DistrictQueries:
    """Root fields."""

    district: District | None = data.found(
        "District",
        data.Argument(name="code", type=str, description="GB/T 2260 code.\n行政区划代码", default=data.REQUIRED),
        key=lambda code: (district.c.code, code),
        description="The place with this code; null if there is none.\n按代码取行政区划",
    )
    districts: Connection[District] | None = data.pages(
        "District",
        order=BY_CODE,
        arguments=(
            data.Argument(
                name="under",
                type=str | None,
                description="Only the places right below this code.\n仅列出该区划的下一级",
                demand=_UNDER,
            ),
        ),
        description="Places by code.\n行政区划列表",
    )
