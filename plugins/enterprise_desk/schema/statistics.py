"""enterpriseStatistics (涉企诉求统计)."""

from datetime import date
from typing import Annotated

import strawberry
from sqlalchemy import bindparam, select

from core.api import Refused, Row, district
from plugins.enterprise_desk import codes
from plugins.enterprise_desk.errors import PLUGIN
from plugins.enterprise_desk.operations import Operation
from plugins.enterprise_desk.statistics import by_industry_and_size
from schema.api import BAD_USER_INPUT, Code, Info, field, label

LONGEST = 1100
"""Days of a period: three years."""

_PATH = select(district.c.path).where(district.c.code == bindparam("code"))

DistrictCode = Annotated[str, strawberry.argument(description="Code of the district; those below count too.\n区划代码")]
From = Annotated[date, strawberry.argument(name="from", description="First day of registration.\n登记起始日期")]
To = Annotated[date, strawberry.argument(description="Last day of registration.\n登记截止日期")]


@strawberry.type(description="How many of how many.\n比例")
class EnterpriseShare:
    """Both figures, so that shares can be added up."""

    met: int = strawberry.field(description="How many did.\n达成数")
    of: int = strawberry.field(description="Of how many.\n总数")


@strawberry.type(description="Cases of the enterprises of one industry and size.\n涉企诉求统计项")
class EnterpriseStatistic:
    """Cases whose enterprise is not identified have neither industry nor size."""

    industry: Code | None = strawberry.field(description="Section of GB/T 4754.\n行业门类")
    size: Code | None = strawberry.field(description="Size.\n企业规模")
    cases: int = strawberry.field(description="Registered in the period.\n诉求数")
    closed: int = strawberry.field(description="Of them ended.\n办结数")
    contact: EnterpriseShare = strawberry.field(description="First contact in time.\n按时联系")
    feedback: EnterpriseShare = strawberry.field(description="Feedback in time.\n按时反馈")
    handling: EnterpriseShare = strawberry.field(description="Handled in time.\n按时办结")
    visits: EnterpriseShare = strawberry.field(description="Visits made, of those planned.\n回访完成")


@strawberry.type
class EnterpriseStatisticsQueries:
    """Root fields."""

    @field("Enterprises' cases by industry and size; null if they are not yours to count.\n涉企诉求统计")
    async def enterprise_statistics(
        self, info: Info, district: DistrictCode, from_: From, to: To
    ) -> list[EnterpriseStatistic] | None:
        """By the day of registration; both days count."""
        if not 0 <= (to - from_).days <= LONGEST:
            raise Refused(BAD_USER_INPUT, field=("to",), detail=f"give a day at most {LONGEST} days after `from`")
        context = info.context
        path = await context.read.fetch_value(_PATH, code=district)
        if path is None or not context.viewer.may(Operation.STATISTICS_READ):
            return None
        on = context.services.plugins.switches.districts(PLUGIN)
        rows = await by_industry_and_size(context.read, context.viewer, path, from_, to, on)
        return [_told(info, row) for row in rows]


def _told(info: Info, row: Row) -> EnterpriseStatistic:
    return EnterpriseStatistic(
        industry=_labelled(info, codes.INDUSTRY, row["industry"]),
        size=_labelled(info, codes.SIZE, row["size"]),
        cases=row["cases"],
        closed=row["closed"],
        contact=EnterpriseShare(met=row["contact_met"], of=row["contact_of"]),
        feedback=EnterpriseShare(met=row["feedback_met"], of=row["feedback_of"]),
        handling=EnterpriseShare(met=row["handling_met"], of=row["handling_of"]),
        visits=EnterpriseShare(met=row["visits_made"], of=row["visits_of"]),
    )


def _labelled(info: Info, set_: str, code: str | None) -> Code | None:
    return None if code is None else label(info.context.codes, set_, code, info.context.language)
