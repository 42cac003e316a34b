"""An export as its requester and those who decide on it see it; what is in it, nobody sees here."""

from datetime import datetime

import strawberry

from core.cases.states import CaseState, Kind
from core.db.read import Row
from core.exports.columns import ExportColumn
from core.exports.request import ExportState
from core.exports.rows import Filter
from schema import enums  # noqa: F401 - registers the enums the fields name
from schema.accounts.types import Account
from schema.codes.labels import Code, label
from schema.context import Info
from schema.data import fields as data
from schema.decorators import field
from schema.districts.types import District
from schema.enums import described
from schema.relay.ids import encode

CODE = "export"

described(
    ExportState,
    "ExportState",
    "How far an export has come.\n导出状态",
    {
        "AWAITING_APPROVAL": "Somebody else must decide · 待审批",
        "APPROVED": "Being made · 生成中",
        "REFUSED": "Not to be made · 已驳回",
        "MADE": "Waits a day to be fetched · 可下载",
        "EXPIRED": "Gone · 已失效",
    },
)
described(
    ExportColumn,
    "ExportColumn",
    "A column of an export.\n导出列",
    {
        "CASE_NO": "Case number · 工单编号",
        "STATE": "State · 工单状态",
        "KIND": "What the reporter wants · 诉求类型",
        "CHANNEL": "How it came in · 来源渠道",
        "URGENCY": "How much time there is · 紧急程度",
        "CATEGORY": "What it is about · 诉求类别",
        "DISTRICT": "Where it happened · 事发区划",
        "REGISTERED_AT": "When it was registered · 登记时间",
        "ACCEPTED_AT": "When it was accepted · 受理时间",
        "CLOSED_AT": "When it ended · 办结时间",
        "DUE_AT": "What is due next · 最近到期时间",
        "OUTCOME": "How it ended · 处理结果",
        "ROUND": "Round of handling · 办理轮次",
        "BOUNCES": "How often it was handed back · 退单次数",
        "TITLE": "Title, for who may read the content · 标题",
        "CONTENT": "What the reporter said, for who may · 诉求内容",
        "PLACE": "Where exactly, for who may · 详细地点",
        "REPORTER_NAME": "The reporter's name, masked · 诉求人（脱敏）",
        "REPORTER_PHONE": "The reporter's number, masked · 电话（脱敏）",
    },
)


@strawberry.type(
    description="Which cases an export asks for, as it was requested; what is null or empty asks for nothing.\n导出范围"
)
class ExportScope:
    """The input ExportFilter told back. It holds codes and instants, never words: a place nobody knows has no case."""

    kept: strawberry.Private[Filter]

    @field("Only these.\n诉求类型")
    def kinds(self) -> list[Kind]:
        """Empty: every kind."""
        return [Kind(one) for one in self.kept.kinds]

    @field("Only these.\n工单状态")
    def states(self) -> list[CaseState]:
        """Empty: every state."""
        return [CaseState(one) for one in self.kept.states]

    @field("Only in this place and below it.\n区划（含下级）")
    async def district(self, info: Info) -> District | None:
        """Null: everywhere the requester may see."""
        return None if self.kept.district is None else await data.by_id(info, District, self.kept.district)

    @field("Registered then or later.\n登记时间起")
    def registered_since(self) -> datetime | None:
        """Null: from the beginning."""
        return self.kept.since

    @field("Registered before then.\n登记时间止（不含）")
    def registered_before(self) -> datetime | None:
        """Null: until now."""
        return self.kept.before


@strawberry.type(description="Cases taken out of the system, in a file only its requester can open.\n数据导出")
class Export:
    """Fetch a file that is MADE from `/exports/<id>`."""

    row: strawberry.Private[Row]

    @field("Id, also of the file's address.\n标识")
    def id(self) -> strawberry.ID:
        """A global id."""
        return strawberry.ID(encode(CODE, self.row["id"]))

    @field("How far it has come.\n状态")
    def state(self) -> ExportState:
        """In one word."""
        return ExportState(self.row["state"])

    @field("What for.\n用途")
    def purpose(self, info: Info) -> Code:
        """A code of export_purpose."""
        return label(info.context.codes, "export_purpose", self.row["purpose"], info.context.language)

    @field("Which cases it asks for: of these, those that its requester may see when it is made.\n导出范围")
    def filter(self) -> ExportScope:
        """As it was requested."""
        return ExportScope(kept=Filter.of(self.row["filter"]))

    @field("What it is made of.\n导出列")
    def columns(self) -> list[ExportColumn]:
        """In their order."""
        return [ExportColumn(one) for one in self.row["columns"]]

    @field("Cases in it: when it was asked for, then when it was made.\n工单数")
    def rows(self) -> int:
        """At most 50,000."""
        return int(self.row["rows"])

    @field("Whether somebody else must approve it.\n是否须审批")
    def approval(self) -> bool:
        """From 1,000 cases of a day on, and for every one of class PRIVACY."""
        return bool(self.row["approval"])

    @field("Who asked; null for who may not know.\n申请人")
    async def requested_by(self, info: Info) -> Account | None:
        """The account."""
        return await data.by_id(info, Account, self.row["requested_by"])

    @field("When.\n申请时间")
    def requested_at(self) -> datetime:
        """The request's instant."""
        at: datetime = self.row["requested_at"]
        return at

    @field("Until when the file is handed out; null before it is made.\n有效期至")
    def until(self) -> datetime | None:
        """A day after it was made."""
        until: datetime | None = self.row["until"]
        return until
