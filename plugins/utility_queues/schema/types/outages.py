"""Outage notices and what they explain."""

from datetime import datetime

from plugins.utility_queues.answers import answer_text
from plugins.utility_queues.codes import CAUSE
from plugins.utility_queues.operations import Operation
from plugins.utility_queues.schema import enums  # noqa: F401 - registers the enums the fields name
from plugins.utility_queues.tables import outage, outage_area, outage_case, outage_change
from plugins.utility_queues.vocabulary import PLUGIN, CasePart, NoticeChange, NoticeState, Utility
from schema.api import Account, Case, Code, Connection, District, Node, Unit, data


@data.type(
    outage,
    code="utility_outage",
    allow=Operation.OUTAGE_READ,
    visible=data.Everyone(),
    plugin=PLUGIN,
    gate=outage.c.gate,
    description="The supply is cut, or will be.\n停供通知",
)
class UtilityOutageNotice(Node):
    """New cases it explains are gathered under its master."""

    version: int = data.column(outage.c.version, description="Version.\n版本号")
    company: Unit | None = data.one("Unit", on=outage.c.unit_id, description="The company.\n企业")
    utility: Utility = data.enum(outage.c.utility, Utility, description="Which utility.\n公用事业类别")
    categories: list[Code] = data.code(
        "category", outage.c.categories, description="What it explains, with what lies below.\n涉及的诉求类别"
    )
    cause: Code = data.code(CAUSE, outage.c.cause, description="Why.\n原因")
    planned: bool = data.column(outage.c.planned, description="Whether it was planned.\n是否计划内")
    note: str | None = data.column(outage.c.note, description="What the public is told besides.\n补充说明")
    state: NoticeState = data.enum(outage.c.state, NoticeState, description="Whether it lasts.\n状态")
    starts_at: datetime = data.column(outage.c.starts_at, description="From when.\n开始时间")
    expected_at: datetime | None = data.column(
        outage.c.expected_at, description="When the supply is expected back.\n预计恢复时间"
    )
    restored_at: datetime | None = data.column(
        outage.c.restored_at, description="When it was back, or called off.\n实际恢复时间"
    )
    published_at: datetime = data.column(outage.c.at, description="When it was published.\n发布时间")
    answer_text: str = data.computed(
        answer_text,
        needs=(outage.c.utility, outage.c.cause, outage.c.starts_at, outage.c.expected_at, outage.c.restored_at),
        ambient=(data.Ambient.NOW, data.Ambient.LANGUAGE),
        description="What callers can be told, in the request's language.\n答复用语",
    )
    areas: list["UtilityOutageArea"] = data.many(
        "UtilityOutageArea",
        by=outage_area.c.outage_id,
        order=(outage_area.c.district, outage_area.c.id),
        description="Where.\n影响范围",
    )
    changes: list["UtilityOutageChange"] = data.many(
        "UtilityOutageChange",
        by=outage_change.c.outage_id,
        order=(outage_change.c.version,),
        description="What happened to the notice.\n变更记录",
    )
    master: Case | None = data.one(
        "Case", on=outage.c.master_id, description="The case the others are merged into, if you see it.\n主工单"
    )
    matches: Connection["UtilityOutageMatch"] = data.connection(
        "UtilityOutageMatch",
        by=outage_case.c.outage_id,
        order=(outage_case.c.matched_at, outage_case.c.id),
        description="The cases it explains, as far as you see them.\n关联工单",
    )


@data.type(
    outage_area,
    code="utility_outage_area",
    allow=Operation.OUTAGE_READ,
    visible=data.Through(UtilityOutageNotice, on=outage_area.c.outage_id),
    plugin=PLUGIN,
    gate=None,
    description="A place without supply.\n影响范围",
)
class UtilityOutageArea(Node):
    """A district or township, or one grid cell of it."""

    district: District | None = data.one("District", on=outage_area.c.district, description="The place.\n区划")
    grid_code: str | None = data.column(
        outage_area.c.grid_code, description="Only this grid cell; the whole place if null.\n网格编码"
    )


@data.type(
    outage_change,
    code="utility_outage_change",
    allow=Operation.OUTAGE_READ,
    visible=data.Through(UtilityOutageNotice, on=outage_change.c.outage_id),
    plugin=PLUGIN,
    gate=None,
    description="What happened to an outage notice.\n停供通知变更",
)
class UtilityOutageChange(Node):
    """One for each version."""

    version: int = data.column(outage_change.c.version, description="The version it made.\n版本号")
    kind: NoticeChange = data.enum(outage_change.c.kind, NoticeChange, description="What.\n变更类型")
    fields: list[str] = data.computed(
        sorted, needs=(outage_change.c.fields,), description="What was written.\n变更字段"
    )
    by: Account | None = data.one("Account", on=outage_change.c.by, description="Who.\n操作人")
    at: datetime = data.column(outage_change.c.at, description="When.\n变更时间")


@data.type(
    outage_case,
    code="utility_outage_match",
    allow="case.read",
    visible=data.Through(Case, on=outage_case.c.case_id),
    plugin=PLUGIN,
    description="An outage explains a case.\n停供关联工单",
)
class UtilityOutageMatch(Node):
    """A case is explained by one notice at most."""

    notice: UtilityOutageNotice | None = data.one(
        "UtilityOutageNotice", on=outage_case.c.outage_id, description="The notice.\n停供通知"
    )
    case: Case | None = data.one("Case", on=outage_case.c.case_id, description="The case.\n工单")
    part: CasePart = data.enum(outage_case.c.part, CasePart, description="What became of the case.\n处理方式")
    matched_at: datetime = data.column(outage_case.c.matched_at, description="When it was recognised.\n关联时间")
    gathered_at: datetime | None = data.column(outage_case.c.gathered_at, description="When it was gathered.\n并单时间")
