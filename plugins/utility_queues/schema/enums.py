"""The plug-in's enums in the schema."""

from plugins.utility_queues.vocabulary import CasePart, EscalationStep, NoticeChange, NoticeState, TicketState, Utility
from schema.api import described

described(
    Utility,
    "EssentialUtility",
    "The essential utilities of Art. 18.\n公用事业类别",
    {
        "WATER": "Water · 供水",
        "POWER": "Power · 供电",
        "GAS": "Gas · 供气",
        "HEAT": "Heating · 供热",
        "TELECOM": "Telecommunications · 通信",
    },
)
described(
    TicketState,
    "UtilityTicketState",
    "How far a company's ticket has come.\n企业工单状态",
    {
        "READY": "Waits to be accepted · 待签收",
        "ACKNOWLEDGED": "The company has it in hand · 已签收",
        "REPLIED": "The company has reported back · 已反馈",
        "ENDED": "The company's part is over · 已结束",
    },
)
described(
    EscalationStep,
    "UtilityEscalationStep",
    "To whom an unclaimed ticket is taken.\n升级对象",
    {"NEXT_ON_DUTY": "The next on duty · 下一值班人员", "HOTLINE": "The hotline · 热线"},
)
described(
    NoticeState,
    "UtilityOutageState",
    "Whether an outage lasts.\n停供通知状态",
    {"PUBLISHED": "Announced or under way · 已发布", "ENDED": "The supply is back, or it was called off · 已结束"},
)
described(
    NoticeChange,
    "UtilityOutageChangeKind",
    "What happened to an outage notice.\n停供通知变更类型",
    {"PUBLISHED": "Published · 发布", "CHANGED": "Changed · 变更", "ENDED": "Ended · 结束"},
)
described(
    CasePart,
    "UtilityOutagePart",
    "What became of a case that an outage explains.\n关联工单处理方式",
    {
        "MATCHED": "Recognised, not gathered yet · 已关联",
        "MASTER": "The first: the others live on in it · 主工单",
        "MERGED": "Merged into the master · 已并单",
        "LEFT": "Left alone, because it could not be merged · 单独办理",
    },
)
