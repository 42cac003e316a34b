"""What the desk refuses, and how it says so."""

from core.api import ErrorCode

_PLUGIN = "legal_desk"


def _code(name: str, zh: str, en: str, article: str | None = None) -> ErrorCode:
    return ErrorCode(f"LEGAL_DESK_{name}", zh, en, article, _PLUGIN)


ALREADY_REFERRED = _code("ALREADY_REFERRED", "该工单已转法律服务专席。", "The case is at the legal desk already.", "17")
CASE_ENDED = _code("CASE_ENDED", "工单状态为“{state}”，已经结束。", "The case has ended: its state is {state}.")
TOO_CONFIDENTIAL = _code(
    "TOO_CONFIDENTIAL",
    "该工单的保密级别高于法律服务专席可接收的级别。",
    "The case is kept more closely than what may be referred to the legal desk.",
)
OPEN_CONSULTATION = _code(
    "OPEN_CONSULTATION",
    "法律咨询尚未办结或退回，不能执行“{verb}”。",
    "{verb} is not possible while the legal desk's consultation is open.",
    "17",
)
NOT_IN_STATE = _code(
    "NOT_IN_STATE",
    "法律咨询当前为“{state}”，不能执行此操作。",
    "The consultation is {state}: this is not possible now.",
)
NOT_THE_LAWYER = _code(
    "NOT_THE_LAWYER",
    "只有承接该咨询的律师可以办理。",
    "Only the lawyer who has the consultation may do this.",
)
NOBODY_WAITS = _code("NOBODY_WAITS", "该区划没有待接的法律咨询。", "No consultation waits in this district.")
NOBODY_ON_DUTY = _code("NOBODY_ON_DUTY", "该区划当前无律师在岗。", "No lawyer is on duty for this district now.", "17")
ALL_BUSY = _code(
    "ALL_BUSY", "在岗律师承接数量均已达上限。", "Every lawyer on duty has as many consultations as they take."
)
NO_FITTING_LAWYER = _code(
    "NO_FITTING_LAWYER",
    "在岗律师均不能承接：须回避或无权查看该工单。",
    "No lawyer on duty may take it: of a conflict of interest, or without the right to see the case.",
)
NOT_A_LAWYER = _code(
    "NOT_A_LAWYER",
    "该账户在此区划没有承接法律咨询的权限。",
    "The account may not take consultations in this district.",
)
NOT_ON_DUTY = _code("NOT_ON_DUTY", "该律师当前不在岗。", "The lawyer is not on duty now.")
LAWYER_FULL = _code(
    "LAWYER_FULL",
    "该律师已承接 {capacity} 件，达到上限。",
    "The lawyer has {capacity} consultations, as many as they take.",
)
CONFLICT = _code(
    "CONFLICT",
    "该律师与本案存在利益冲突，应当回避。",
    "The lawyer has a conflict of interest with this case.",
    "17",
)
CONFLICT_KNOWN = _code("CONFLICT_KNOWN", "该利益冲突已经登记。", "This conflict is recorded already.")
CONFLICT_LIFTED = _code("CONFLICT_LIFTED", "该利益冲突登记已经解除。", "This conflict is lifted already.")
OWN_CONFLICT = _code("OWN_CONFLICT", "不得解除本人的利益冲突登记。", "Nobody lifts a conflict of their own.")
CASE_OR_PARTY = _code(
    "CASE_OR_PARTY", "工单与当事人须且只能填写一项。", "Name either the case or the party, and only one of them."
)
UNREADABLE_PARTY = _code(
    "UNREADABLE_PARTY",
    "“{kind}”格式不正确，无法用于识别当事人。",
    "This is no valid {kind}, so the party could not be recognised by it.",
)
PROVISION_REQUIRED = _code(
    "PROVISION_REQUIRED",
    "法律意见至少须引用一条法律规定。",
    "An opinion cites at least one provision.",
    "17",
)
TEXT_OR_TEMPLATE = _code(
    "TEXT_OR_TEMPLATE", "意见正文与模板须且只能填写一项。", "Give either the text or a template, and only one of them."
)
TEMPLATE_NOT_FOR_CASE = _code(
    "TEMPLATE_NOT_FOR_CASE",
    "该模板已停用或不适用于工单所在区划。",
    "The template is retired, or not for the district of this case.",
)
TEMPLATE_RETIRED = _code("TEMPLATE_RETIRED", "该模板已停用。", "The template is retired.")
VALUES_MISSING = _code("VALUES_MISSING", "模板占位符未填写：{names}。", "The template also needs: {names}.")
VALUES_UNKNOWN = _code(
    "VALUES_UNKNOWN", "模板中没有这些占位符：{names}。", "The template has no placeholders called {names}."
)
TEMPLATE_UNREADABLE = _code(
    "TEMPLATE_UNREADABLE",
    "模板中的花括号不成对或占位符写法有误；占位符写作 {example}，文字花括号须双写。",
    "Braces do not match, or a placeholder is not a bare name: write {example}, and double a brace that is text.",
)
PLACEHOLDER_UNKNOWN = _code(
    "PLACEHOLDER_UNKNOWN",
    "未知占位符：{names}；可用：{known}。",
    "Unknown placeholders: {names}. There are: {known}.",
)
PLACEHOLDER_MISSING = _code(
    "PLACEHOLDER_MISSING", "模板必须包含占位符：{names}。", "A template needs the placeholders {names}."
)
NO_OPINION = _code(
    "NO_OPINION", "尚未出具法律意见，不能办结。", "A consultation is closed on an opinion: record one first.", "17"
)
NO_SCREENING = _code(
    "NO_SCREENING",
    "以法律援助办结前，须先作出符合条件或转介的筛查结论。",
    "To close with legal aid, a screening must have found it eligible or a matter for the centre.",
)
CASE_NOT_RECEIVED = _code(
    "CASE_NOT_RECEIVED",
    "工单状态为“{state}”，只有待受理的工单可由专席直接答复。",
    "The desk answers a case directly only before it is accepted; its state is {state}.",
    "12, 17",
)
IN_THE_FUTURE = _code("IN_THE_FUTURE", "时间不能晚于现在。", "The instant must not be later than now.")
SHIFT_TIME = _code(
    "SHIFT_TIME", "请填写 00:00 至 24:00 的时刻，例如 08:30。", "Write a time of day from 00:00 to 24:00, like 08:30."
)
SHIFT_DATES = _code("SHIFT_DATES", "截止日期不能早于起始日期。", "The last date must not be before the first.")
SHIFT_WEEKDAYS = _code(
    "SHIFT_WEEKDAYS", "星期须为 1（周一）至 7，且不重复。", "Weekdays are 1 (Monday) to 7, each once."
)
SHIFT_CAPACITY = _code("SHIFT_CAPACITY", "承接上限须为 1 至 {most}。", "The capacity is 1 to {most}.")
ROSTER_ENDED = _code("ROSTER_ENDED", "该排班已经终止。", "This roster entry has ended already.")

CODES = tuple(one for one in list(globals().values()) if isinstance(one, ErrorCode))
