"""What the plug-in refuses, in Chinese and English."""

from datetime import datetime

from core.api import SHANGHAI, ErrorCode
from plugins.utility_queues.vocabulary import PLUGIN


def _code(name: str, zh: str, en: str, article: str = "18") -> ErrorCode:
    return ErrorCode(f"{PLUGIN.upper()}_{name}", zh, en, article, PLUGIN)


NOT_A_COMPANY = _code(
    "NOT_A_COMPANY",
    "该单位不是在用的水、电、气、热、通信企业，或不经营此类业务。",
    "The unit is no active company of water, power, gas, heat or telecom, or does not run this utility.",
)
NOT_THIS_UTILITY = _code(
    "NOT_THIS_UTILITY",
    "诉求类别“{category}”不属于该公用事业。",
    "Category {category} is not of this utility.",
)
AREA_OVERLAPS = _code(
    "AREA_OVERLAPS",
    "该区划的同一业务自 {since} 起已有服务企业，请先结束原服务范围。",
    "From {since} on another service area covers the same utility in this place; end it first.",
)
AREA_ENDED = _code(
    "AREA_ENDED",
    "该服务范围已于 {until} 结束。",
    "The service area ended on {until}.",
)
PERIOD_REVERSED = _code(
    "PERIOD_REVERSED",
    "结束时间必须晚于开始时间。",
    "It must end after it starts.",
)
SHIFT_OUT_OF_RANGE = _code(
    "SHIFT_OUT_OF_RANGE",
    "“{name}”应当在 {least} 和 {most} 之间。",
    "{name} must lie between {least} and {most}.",
)
ROSTER_IN_PAST = _code(
    "ROSTER_IN_PAST",
    "值班安排不能早于今天。",
    "A roster begins today or later.",
)
NOT_STAFF = _code(
    "NOT_STAFF",
    "值班人员必须是该企业的在用账户。",
    "Whoever is on duty must have an active account of the company.",
)
NOTHING_READY = _code(
    "NOTHING_READY",
    "没有待领取的工单。",
    "No ticket waits to be claimed.",
)
TICKET_HELD = _code(
    "TICKET_HELD",
    "工单已被领取，有效期至 {until}。",
    "Somebody holds the ticket until {until}.",
)
TICKET_DONE = _code(
    "TICKET_DONE",
    "工单已反馈或已结束，不能领取。",
    "The ticket is replied to or over and cannot be claimed.",
)
STALE_LEASE = _code(
    "STALE_LEASE",
    "领取凭证已过期或已被他人取得，请重新领取。",
    "The lease has expired or passed to somebody else; claim the ticket again.",
)
NOT_IN_HAND = _code(
    "NOT_IN_HAND",
    "请先签收；已反馈或已结束的工单不能申请延长。",
    "Acknowledge the ticket first; one that is replied to or over takes no extension.",
)
NOTHING_TO_REPLY = _code(
    "NOTHING_TO_REPLY",
    "请填写联系记录或办理反馈。",
    "Give a contact, a feedback, or both.",
)
NOT_IN_MINUTES = _code(
    "NOT_IN_MINUTES",
    "该任务的办理时限不以分钟计，请按工作日申请延期。",
    "The handling is not timed in minutes; ask for an extension in working days.",
    "15(4)",
)
EXTENSION_OUT_OF_RANGE = _code(
    "EXTENSION_OUT_OF_RANGE",
    "延长时间应当在 1 和 {most} 分钟之间。",
    "The extension must lie between 1 and {most} minutes.",
    "15(4)",
)
EXTENSIONS_USED_UP = _code(
    "EXTENSIONS_USED_UP",
    "可延长的 {most} 分钟已用完。",
    "All of the {most} minutes a handling may be extended by are used up.",
    "15(4)",
)
EXTENSION_TOO_LATE = _code(
    "EXTENSION_TOO_LATE",
    "办理时限已于 {due} 届满，不能再申请延期。",
    "The handling was due at {due}; it is too late to ask for an extension.",
    "15(4)",
)
EXTENSION_NOT_TOLD = _code(
    "EXTENSION_NOT_TOLD",
    "告知诉求人的时间不能晚于现在。",
    "The reporter must have been told already.",
    "15(4)",
)
EXTENSION_PENDING = _code(
    "EXTENSION_PENDING",
    "已有待审核的延期申请。",
    "A request for an extension is waiting already.",
    "15(4)",
)
NO_PENDING_EXTENSION = _code(
    "NO_PENDING_EXTENSION",
    "没有待审核的延期申请。",
    "No request for an extension is waiting.",
    "15(4)",
)
NOT_DISPATCHING_LEVEL = _code(
    "NOT_DISPATCHING_LEVEL",
    "应由派单的热线工作机构审核。",
    "The agency that dispatched decides.",
    "15(4)",
)
OUTSIDE_SERVICE_AREA = _code(
    "OUTSIDE_SERVICE_AREA",
    "区划“{district}”不在该企业的服务范围内。",
    "District {district} lies outside the company's service area.",
)
NOTICE_ENDED = _code(
    "NOTICE_ENDED",
    "该停供通知已结束。",
    "The outage notice has ended.",
)
RESTORED_IN_FUTURE = _code(
    "RESTORED_IN_FUTURE",
    "实际恢复时间不能晚于现在。",
    "The supply must have been restored already.",
)

ERRORS = (
    NOT_A_COMPANY, NOT_THIS_UTILITY, AREA_OVERLAPS, AREA_ENDED, PERIOD_REVERSED, SHIFT_OUT_OF_RANGE, ROSTER_IN_PAST,
    NOT_STAFF, NOTHING_READY, TICKET_HELD, TICKET_DONE, STALE_LEASE, NOT_IN_HAND, NOTHING_TO_REPLY, NOT_IN_MINUTES,
    EXTENSION_OUT_OF_RANGE, EXTENSIONS_USED_UP, EXTENSION_TOO_LATE, EXTENSION_NOT_TOLD, EXTENSION_PENDING,
    NO_PENDING_EXTENSION, NOT_DISPATCHING_LEVEL, OUTSIDE_SERVICE_AREA, NOTICE_ENDED, RESTORED_IN_FUTURE,
)  # fmt: skip


def told(instant: datetime) -> str:
    """An instant as a refusal tells it, in local time."""
    return f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
