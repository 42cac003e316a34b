"""What the desk refuses."""

from typing import Final

from core.api import ErrorCode

PLUGIN: Final = "enterprise_desk"


def _code(name: str, zh: str, en: str) -> ErrorCode:
    return ErrorCode(f"ENTERPRISE_DESK_{name}", zh, en, article="17", plugin=PLUGIN)


CODE_MALFORMED = _code(
    "CODE_MALFORMED",
    "统一社会信用代码应为18位数字或大写英文字母（不使用I、O、S、V、Z）。",
    "A unified social credit code has 18 digits or capitals, without I, O, S, V and Z.",
)
CODE_CHECK_FAILED = _code(
    "CODE_CHECK_FAILED",
    "统一社会信用代码校验位不符，请核对是否录入有误。",
    "The check character of the unified social credit code does not fit; look for a typing mistake.",
)
CODE_TAKEN = _code(
    "CODE_TAKEN",
    "该统一社会信用代码已建档，请修改原有档案。",
    "This unified social credit code has a profile already; change that one.",
)
UNKNOWN_ENTERPRISE = _code(
    "UNKNOWN_ENTERPRISE",
    "该统一社会信用代码尚未建档，请先建立企业档案。",
    "No enterprise of this unified social credit code is registered; register it first.",
)
NOT_AN_ENTERPRISE_CASE = _code(
    "NOT_AN_ENTERPRISE_CASE",
    "该工单登记时未标记为涉企诉求。",
    "The case was not registered as an enterprise's.",
)
NOTHING_CHANGED = _code("NOTHING_CHANGED", "内容与现有一致，无需更改。", "Nothing would change.")
CASE_ENDED = _code("CASE_ENDED", "工单已办结，不能再进行此操作。", "The case has ended; this is not possible any more.")
PERIOD_REVERSED = _code(
    "PERIOD_REVERSED", "截止日期不得早于起始日期。", "The last day must not lie before the first day."
)
MEASURE_WITHDRAWN = _code("MEASURE_WITHDRAWN", "该政策已撤下。", "The measure has been withdrawn.")
COORDINATION_IS_OPEN = _code(
    "COORDINATION_IS_OPEN",
    "该工单的跨部门协调尚未办结。",
    "The coordination across departments of this case is still open.",
)
COORDINATION_IS_OVER = _code("COORDINATION_IS_OVER", "该跨部门协调已结束。", "The coordination has ended.")
NOT_ASSIGNED = _code(
    "NOT_ASSIGNED",
    "牵头和参与单位须是该工单本轮的承办单位。",
    "The lead and those who take part must be units that the case is assigned to in this round.",
)
ONE_LEAD = _code("ONE_LEAD", "牵头单位不得同时列为参与单位。", "The lead is not named a second time among the others.")
NOBODY_ELSE = _code(
    "NOBODY_ELSE", "跨部门协调至少需要一个参与单位。", "A coordination needs at least one unit besides the lead."
)
NOT_TAKING_PART = _code(
    "NOT_TAKING_PART", "该单位未参与此项协调。", "The unit does not take part in this coordination."
)
TASKS_ARE_OPEN = _code(
    "TASKS_ARE_OPEN",
    "尚有 {count} 项协调任务未完成。",
    "{count} tasks of the coordination are not done yet.",
)
TASK_IS_DONE = _code("TASK_IS_DONE", "该协调任务已完成。", "The task has been done already.")
FOLLOW_UP_RECORDED = _code("FOLLOW_UP_RECORDED", "该次回访已记录。", "The visit has been recorded already.")
FOLLOW_UP_DROPPED = _code(
    "FOLLOW_UP_DROPPED",
    "工单已重新办理，原回访不再需要。",
    "The case was opened anew; this visit is not due any more.",
)
BEFORE_CLOSING = _code(
    "BEFORE_CLOSING", "回访时间不得早于工单办结时间。", "The visit must not lie before the closing of the case."
)
COLUMNS_MISSING = _code("COLUMNS_MISSING", "文件缺少以下列：{names}。", "The file lacks these columns: {names}.")
LINE_REFUSED = _code(
    "LINE_REFUSED",
    "第 {line} 行有误（{code}）：{what}。整个文件未导入。",
    "Line {line} is wrong ({code}): {what}. Nothing of the file was imported.",
)
IN_THE_FUTURE = _code("IN_THE_FUTURE", "时间不得晚于现在。", "The instant must not lie in the future.")
IN_THE_PAST = _code("IN_THE_PAST", "期限须晚于现在。", "The term must lie in the future.")

ALL: Final = tuple(found for found in list(vars().values()) if isinstance(found, ErrorCode))
