"""Duty rosters, who is on duty, and gaps."""

from datetime import date, datetime
from uuid import UUID

import strawberry

from plugins.utility_queues.operations import Operation
from plugins.utility_queues.schema.scopes import of_company
from plugins.utility_queues.tables import duty_override, gap_alarm, roster, shift
from plugins.utility_queues.vocabulary import PLUGIN
from schema.api import Account, Info, Node, Unit, data, field


@data.type(
    roster,
    code="utility_roster",
    allow=Operation.ROSTER_READ,
    visible=data.Scoped(of_company(roster)),
    plugin=PLUGIN,
    gate=None,
    description="A company's duty roster; its first line must cover every hour.\n值班表",
)
class UtilityRoster(Node):
    """Weekly shifts, and overrides of single times."""

    version: int = data.column(roster.c.version, description="Version.\n版本号")
    company: Unit | None = data.one("Unit", on=roster.c.unit_id, description="The company.\n企业")
    shifts: list["UtilityShift"] = data.many(
        "UtilityShift",
        by=shift.c.roster_id,
        order=(shift.c.valid_from.desc(), shift.c.line, shift.c.weekday, shift.c.starts, shift.c.id),
        description="Weekly shifts, former ones last.\n每周班次",
    )
    overrides: list["UtilityDutyOverride"] = data.many(
        "UtilityDutyOverride",
        by=duty_override.c.roster_id,
        order=(duty_override.c.starts_at.desc(), duty_override.c.id.desc()),
        description="Overrides, the newest time first.\n临时调班",
    )


@data.type(
    shift,
    code="utility_shift",
    allow=Operation.ROSTER_READ,
    visible=data.Through(UtilityRoster, on=shift.c.roster_id),
    plugin=PLUGIN,
    gate=None,
    description="A weekly shift.\n班次",
)
class UtilityShift(Node):
    """In local wall time."""

    line: int = data.column(shift.c.line, description="1 answers first, further ones are deputies.\n值班顺位")
    weekday: int = data.column(shift.c.weekday, description="0 Monday to 6 Sunday.\n星期（0 为星期一）")
    start_minute: int = data.column(shift.c.starts, description="Minute of the day.\n起始分钟")
    minutes: int = data.column(shift.c.minutes, description="How long, past midnight too.\n时长（分钟）")
    account: Account | None = data.one("Account", on=shift.c.account_id, description="Who.\n值班人员")
    valid_from: date = data.column(shift.c.valid_from, description="First day it begins on.\n生效日期")
    valid_to: date | None = data.column(shift.c.valid_to, description="Last day it begins on.\n失效日期")


@data.type(
    duty_override,
    code="utility_duty_override",
    allow=Operation.ROSTER_READ,
    visible=data.Through(UtilityRoster, on=duty_override.c.roster_id),
    plugin=PLUGIN,
    gate=None,
    description="Somebody else is on duty for a time, or nobody.\n临时调班",
)
class UtilityDutyOverride(Node):
    """The latest of several holds."""

    line: int = data.column(duty_override.c.line, description="Which line.\n值班顺位")
    starts_at: datetime = data.column(duty_override.c.starts_at, description="From.\n开始时间")
    ends_at: datetime = data.column(duty_override.c.ends_at, description="Until.\n结束时间")
    account: Account | None = data.one(
        "Account", on=duty_override.c.account_id, description="Who; nobody if null.\n值班人员"
    )
    reason: str = data.column(duty_override.c.reason, description="Why.\n原因")


@data.type(
    gap_alarm,
    code="utility_gap_alarm",
    allow=Operation.ROSTER_READ,
    visible=data.Scoped(of_company(gap_alarm)),
    plugin=PLUGIN,
    gate=None,
    description="A gap in a duty roster, raised once.\n值班空档告警",
)
class UtilityGapAlarm(Node):
    """Closed when the gap is filled, or has passed."""

    company: Unit | None = data.one("Unit", on=gap_alarm.c.unit_id, description="The company.\n企业")
    starts_at: datetime = data.column(gap_alarm.c.starts_at, description="From when nobody is on duty.\n空档开始")
    ends_at: datetime = data.column(gap_alarm.c.ends_at, description="Until when, as far as is known.\n空档结束")
    raised_at: datetime = data.column(gap_alarm.c.raised_at, description="When it was raised.\n告警时间")
    closed_at: datetime | None = data.column(gap_alarm.c.closed_at, description="When it was closed.\n解除时间")


@strawberry.type(description="Somebody on duty for a time.\n值班时段")
class UtilityDuty:
    """Shifts and overrides resolved."""

    line: int = strawberry.field(description="1 answers first.\n值班顺位")
    starts_at: datetime = strawberry.field(description="From.\n开始时间")
    ends_at: datetime = strawberry.field(description="Until.\n结束时间")
    account_id: strawberry.Private[UUID]

    @field("Who; null if you may not know.\n值班人员")
    async def account(self, info: Info) -> Account | None:
        """By id."""
        return await data.by_id(info, Account, self.account_id)


@strawberry.type(description="A time nobody is on duty.\n值班空档")
class UtilityRosterGap:
    """Of the first line."""

    starts_at: datetime = strawberry.field(description="From.\n开始时间")
    ends_at: datetime = strawberry.field(description="Until.\n结束时间")
