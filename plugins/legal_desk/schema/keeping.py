"""What the desk keeps of no case: roster, templates, conflicts of interest."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, Integer, Table, false, literal_column

from core.api import ScopeColumns
from plugins.legal_desk.begin import NAME
from plugins.legal_desk.operations import CONFLICT_READ, ROSTER_READ, TEMPLATE_READ
from plugins.legal_desk.roster import DAY
from plugins.legal_desk.schema import vocabulary  # noqa: F401 - registers the enums the fields name
from plugins.legal_desk.states import PartyKind
from plugins.legal_desk.tables import conflict, roster, template
from schema.api import Account, Case, Code, District, Node, data


def _in_no_unit(_root: ColumnElement[str]) -> ColumnElement[bool]:
    return false()


def _kept(table: Table, owner: ColumnElement[object]) -> data.Scoped:
    """Rows that lie in a district, and are secret to nobody who may see them at all."""
    return data.Scoped(ScopeColumns(table.c.district_path, owner, literal_column("0", Integer()), _in_no_unit))


def clock_time(minute: int) -> str:
    """`08:30`."""
    return f"{minute // 60:02}:{minute % 60:02}"


def clock_end(begins: int, minutes: int) -> str:
    """When a shift ends; at or before its begin it is the next day's."""
    end = (begins + minutes) % DAY
    return "24:00" if end == 0 and begins != 0 else clock_time(end)


@data.type(
    roster,
    code="legal_roster_entry",
    allow=ROSTER_READ,
    visible=_kept(roster, roster.c.lawyer_id),
    plugin=NAME,
    gate=roster.c.gate,
    description="Shifts of a lawyer.\n律师排班",
)
class LegalRosterEntry(Node):
    """For a district and all below it."""

    version: int = data.column(roster.c.version, description="Version.\n版本号")
    lawyer: Account | None = data.one("Account", on=roster.c.lawyer_id, description="Who.\n律师")
    district: District | None = data.one("District", on=roster.c.district, description="For which place.\n服务区划")
    first: date = data.column(roster.c.first, description="First date a shift begins on.\n起始日期")
    last: date | None = data.column(roster.c.last, description="Last such date; null without end.\n截止日期")
    weekdays: list[int] = data.column(
        roster.c.weekdays, description="1 Monday to 7; empty for every day.\n星期（空为每日）"
    )
    working_days_only: bool = data.column(
        roster.c.working_days_only, description="Only on working days, make-up days among them.\n仅工作日（含调休）"
    )
    begins: str = data.computed(clock_time, needs=(roster.c.begins,), description="From, like 08:30.\n上岗时刻")
    ends: str = data.computed(
        clock_end,
        needs=(roster.c.begins, roster.c.minutes),
        description="To; at or before the begin it is the next day's.\n下岗时刻",
    )
    capacity: int = data.column(roster.c.capacity, description="Open consultations at most.\n承接上限")
    ended_at: datetime | None = data.column(roster.c.ended_at, description="When it was taken off.\n终止时间")


@data.type(
    template,
    code="legal_template",
    allow=TEMPLATE_READ,
    visible=_kept(template, template.c.by),
    plugin=NAME,
    gate=template.c.gate,
    description="Words for opinions.\n法律意见模板",
)
class LegalTemplate(Node):
    """For a district and all below it."""

    version: int = data.column(template.c.version, description="Version.\n版本号")
    name: str = data.column(template.c.name, description="What people call it.\n名称")
    body: str = data.column(
        template.c.body,
        description="With {facts}, {analysis}, {advice} to be written, and {case_no}, {date}, {provisions} filled in.\n"
        "正文；{facts}、{analysis}、{advice} 由律师填写，{case_no}、{date}、{provisions} 自动填入",
    )
    district: District | None = data.one("District", on=template.c.district, description="For which place.\n适用区划")
    retired_at: datetime | None = data.column(template.c.retired_at, description="Out of use since.\n停用时间")


@data.type(
    conflict,
    code="legal_conflict",
    allow=CONFLICT_READ,
    visible=_kept(conflict, conflict.c.lawyer_id),
    plugin=NAME,
    gate=conflict.c.gate,
    description="A lawyer's conflict of interest.\n利益冲突登记",
)
class LegalConflict(Node):
    """With a case, which the lawyer does not see any more, or with a party wherever it turns up."""

    version: int = data.column(conflict.c.version, description="Version.\n版本号")
    lawyer: Account | None = data.one("Account", on=conflict.c.lawyer_id, description="Whose.\n律师")
    ground: Code = data.code("legal_desk_conflict_ground", conflict.c.ground, description="Why.\n事由")
    case: Case | None = data.one("Case", on=conflict.c.case_id, description="With this case.\n所涉工单")
    party_kind: PartyKind | None = data.enum(
        conflict.c.party_kind, PartyKind, description="By what the party is known.\n当事人识别方式"
    )
    party: str | None = data.column(conflict.c.party_mask, description="The party, masked.\n当事人（脱敏）")
    recorded_by: Account | None = data.one("Account", on=conflict.c.by, description="Who recorded it.\n登记人")
    recorded_at: datetime = data.column(conflict.c.at, description="When.\n登记时间")
    lifted_at: datetime | None = data.column(conflict.c.lifted_at, description="When it was lifted.\n解除时间")
    lift_reason: str | None = data.column(conflict.c.lift_reason, description="Why it was.\n解除理由")
