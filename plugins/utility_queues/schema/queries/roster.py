"""Root fields about duty."""

from datetime import datetime, timedelta
from typing import Annotated

import strawberry

from core.api import Refused, allows
from plugins.utility_queues.companies import Company, company
from plugins.utility_queues.duty import coming, rosters
from plugins.utility_queues.intervals import Interval
from plugins.utility_queues.operations import Operation
from plugins.utility_queues.schema.queries.company import of_company
from plugins.utility_queues.schema.types.roster import UtilityDuty, UtilityGapAlarm, UtilityRoster, UtilityRosterGap
from plugins.utility_queues.settings import UtilityQueuesSettings
from plugins.utility_queues.tables import gap_alarm, roster
from schema.api import (
    BAD_USER_INPUT,
    Connection,
    Info,
    Order,
    data,
    expect,
    field,
    given,
)

_OF_ROSTER = roster.c.unit_id
NEWEST = Order((gap_alarm.c.raised_at, gap_alarm.c.id), descending=True)
DAY_HOURS, MOST_HOURS, MOST_DAYS = 24, 24 * 31, 60

Of = Annotated[strawberry.ID, strawberry.argument(description="The company.\n企业")]
Since = Annotated[datetime | None, strawberry.argument(description="From when; now without it.\n起始时间")]
Hours = Annotated[int, strawberry.argument(description="How many hours, 1 to 744.\n小时数（1–744）")]
Days = Annotated[
    int | None, strawberry.argument(description="Days after today, 1 to 60; as configured without it.\n天数（1–60）")
]


@strawberry.type
class UtilityRosterQueries:
    """Root fields."""

    utility_roster: UtilityRoster | None = data.found(
        "UtilityRoster",
        data.Argument(name="company", type=strawberry.ID, description="The company.\n企业", default=data.REQUIRED),
        key=lambda company: (_OF_ROSTER, expect(company, "unit", "company")),
        description="A company's duty roster; null if there is none for you.\n值班表",
    )

    @field("Who is on duty, shifts and overrides resolved; 24 hours without more.\n值班时段")
    async def utility_duty(
        self, info: Info, company: Of, since: Since = strawberry.UNSET, hours: Hours = DAY_HOURS
    ) -> list[UtilityDuty] | None:
        """By time, the first line first; null if it is not for you. Raises BAD_USER_INPUT."""
        _bounded("hours", hours, MOST_HOURS)
        of = await _readable(info, company)
        if of is None:
            return None
        start = given(since) or info.context.now
        window = Interval(start, start + timedelta(hours=hours))
        found = (await rosters(info.context.read, [of.id], window))[of.id]
        return [
            UtilityDuty(line=one.line, starts_at=one.time.start, ends_at=one.time.end, account_id=one.account_id)
            for one in found.duties(window)
        ]

    @field("When nobody of the company will be on duty.\n值班空档")
    async def utility_roster_gaps(
        self, info: Info, company: Of, days: Days = strawberry.UNSET
    ) -> list[UtilityRosterGap] | None:
        """Of the first line; null if it is not for you. Raises BAD_USER_INPUT."""
        context = info.context
        ahead = given(days) or context.services.plugins.settings(UtilityQueuesSettings).roster_days
        _bounded("days", ahead, MOST_DAYS)
        of = await _readable(info, company)
        if of is None:
            return None
        window = coming(context.now, ahead)
        found = (await rosters(context.read, [of.id], window))[of.id]
        return [UtilityRosterGap(starts_at=gap.start, ends_at=gap.end) for gap in found.gaps(window)]

    utility_gap_alarms: Connection[UtilityGapAlarm] | None = data.pages(
        "UtilityGapAlarm",
        order=NEWEST,
        arguments=(
            of_company(gap_alarm.c.unit_id),
            data.Argument(
                name="open",
                type=bool,
                description="Only those not closed.\n仅未解除",
                default=True,
                demand=data.Choice(among={True: gap_alarm.c.closed_at.is_(None)}),
            ),
        ),
        description="Alarms about gaps in rosters, the newest first.\n值班空档告警",
    )


async def _readable(info: Info, id: strawberry.ID) -> Company | None:
    """The company, if its roster is for the viewer. Raises NOT_A_COMPANY."""
    of = await company(info.context.read, expect(id, "unit", "company"), "company")
    return of if allows(info.context.viewer, Operation.ROSTER_READ, of.target()) else None


def _bounded(name: str, value: int, most: int) -> None:
    if not 1 <= value <= most:
        raise Refused(BAD_USER_INPUT, field=(name,), detail=f"{name} is {value}; give 1 to {most}")
