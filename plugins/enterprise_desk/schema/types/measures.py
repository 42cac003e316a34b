"""Measures for enterprises (惠企政策)."""

from datetime import date, datetime

from plugins.enterprise_desk import codes
from plugins.enterprise_desk.errors import PLUGIN
from plugins.enterprise_desk.operations import Operation
from plugins.enterprise_desk.tables import measure
from schema.api import Code, Node, Unit, data


@data.type(
    measure,
    code="enterprise_measure",
    allow=Operation.MEASURE_READ,
    visible=data.Everyone(),
    plugin=PLUGIN,
    gate=None,
    description="What an authority offers enterprises.\n惠企政策",
)
class EnterpriseMeasure(Node):
    """An empty list names nobody, and so leaves out nobody."""

    version: int = data.column(measure.c.version, description="Version, raised by every revision.\n版本号")
    title: str = data.column(measure.c.title, description="Title.\n政策名称")
    issuing_unit: Unit | None = data.one("Unit", on=measure.c.issuing_unit_id, description="Who issued it.\n发布单位")
    industries: list[Code] = data.code(
        codes.INDUSTRY, measure.c.industries, description="Industries it is for; empty: all.\n适用行业"
    )
    sizes: list[Code] = data.code(codes.SIZE, measure.c.sizes, description="Sizes; empty: all.\n适用规模")
    districts: list[str] = data.column(
        measure.c.districts, description="Codes of districts, each with those below; empty: all.\n适用区划"
    )
    valid_from: date = data.column(measure.c.valid_from, description="First day.\n生效日期")
    valid_to: date | None = data.column(measure.c.valid_to, description="Last day.\n失效日期")
    basis: str = data.column(measure.c.basis, description="The document behind it.\n政策依据")
    benefit: str = data.column(measure.c.benefit, description="What an enterprise gets.\n惠企内容")
    revised_at: datetime = data.column(measure.c.at, description="When it was written last.\n修订时间")
    withdrawn_at: datetime | None = data.column(measure.c.withdrawn_at, description="When it was withdrawn.\n撤下时间")
