"""The core's closed vocabularies as GraphQL enums, each value described in English and by its official Chinese term."""

from enum import Enum
from typing import TypeVar

import strawberry

from core.cases.states import (
    AssignmentState,
    CaseState,
    Channel,
    Kind,
    Resolution,
    Role,
    Satisfaction,
    Secrecy,
    TerminationGround,
    TriageExit,
    Urgency,
)

E = TypeVar("E", bound=type[Enum])


def described(enum: E, name: str, description: str, values: dict[str, str]) -> E:
    """Register an enum; every value must be described. `values`: name → `English · 中文`."""
    made = strawberry.enum(enum, name=name, description=description)
    definition = made.__strawberry_definition__  # type: ignore[attr-defined]
    for value in definition.values:
        english, chinese = values[value.name].split(" · ")
        value.description = f"{english}.\n{chinese}"
    return made


described(
    CaseState,
    "CaseState",
    "Where a case stands.\n工单状态",
    {
        "RECEIVED": "Registered, not triaged · 待受理",
        "NEEDS_INFORMATION": "Identity or place is missing · 待补充",
        "ANSWERED": "Answered on the spot · 直接答复",
        "DIVERTED": "One of the six exits of Art. 13 · 分类处置",
        "PENDING_DISPATCH": "Accepted, no unit yet · 待派单",
        "UNDER_ADJUDICATION": "Duty is unclear · 研判会商",
        "IN_PROGRESS": "At least one unit works on it · 办理中",
        "PENDING_REVIEW": "All required feedback is in · 待审核",
        "PENDING_CALLBACK": "The review is passed · 待回访",
        "PENDING_REDO_DECISION": "The reporter is not content; a finding is due · 待研判（不满意）",
        "TERMINATION_REVIEW": "Termination is asked for · 终止审核",
        "CLOSED": "Handled and closed · 办结归档",
        "TERMINATED": "Handling ended by Art. 15(5) or (6) · 终止办理",
        "WITHDRAWN": "Taken back by the caller · 撤单",
        "MERGED": "Lives on in its master · 并单",
    },
)
described(
    AssignmentState,
    "AssignmentState",
    "Where one unit stands with its part.\n承办任务状态",
    {
        "PENDING_ACCEPTANCE": "Dispatched, not accepted · 待签收",
        "ACCEPTED": "Accepted · 已签收",
        "IN_HANDLING": "Being handled · 办理中",
        "RETURN_REQUESTED": "The unit wants to hand it back · 退单审核",
        "SUB_DISPATCHED": "Handled further down; the unit stays liable · 已下派",
        "LONG_TERM": "Shelved as long-cycle work · 挂账",
        "FEEDBACK_SUBMITTED": "Reported back · 已反馈",
        "COMPLETED": "Reviewed and done · 已办结",
        "RETURNED": "Handed back · 已退单",
        "CANCELLED": "Taken away · 撤销",
    },
)
described(
    Kind,
    "CaseKind",
    "What the reporter wants.\n诉求类型",
    {
        "CONSULTATION": "A question · 咨询",
        "HELP_REQUEST": "A request for help · 求助",
        "COMPLAINT": "A complaint · 投诉",
        "REPORT": "A report of wrongdoing · 举报",
        "SUGGESTION": "A suggestion · 意见建议",
        "COMMENDATION": "Praise · 表扬",
    },
)
described(
    Channel,
    "Channel",
    "How a case or an answer came in.\n渠道",
    {
        "PHONE": "The 12345 telephone · 电话",
        "WEB": "The web site · 网站",
        "WECHAT": "WeChat · 微信",
        "APP": "A mobile application · 移动应用",
        "EMAIL": "Mail · 电子邮箱",
        "PROVINCIAL_PLATFORM": "The province's platform · 省平台",
        "ENTERPRISE_LINE": "The enterprise line · 企业专线",
        "POLICE_110": "Handed over by 110 · 110 转办",
        "MEDIA": "Press and broadcasting · 媒体",
        "IMPORT": "Imported from elsewhere · 导入",
    },
)
described(
    Urgency,
    "Urgency",
    "How much time there is.\n紧急程度",
    {
        "NORMAL": "Ordinary · 一般",
        "URGENT": "Urgent · 紧急",
        "LIFE_DANGER": "Life or property is in danger · 危及生命财产安全",
    },
)
described(
    Secrecy,
    "Secrecy",
    "How closely a case is kept.\n保密级别",
    {
        "NORMAL": "Ordinary · 普通",
        "PRIVACY": "Private matters · 隐私",
        "REPORTER_CONFIDENTIAL": "The reporter is kept from the handling units · 诉求人保密",
        "DISCIPLINE": "Discipline inspection · 纪检监察",
    },
)
described(
    Role,
    "AssignmentRole",
    "What part a unit has in a case.\n承办角色",
    {
        "LEAD": "Leads · 牵头",
        "CO_HANDLER": "Cooperates · 配合",
        "PARALLEL": "Handles a part of its own · 分别承办",
    },
)
described(
    TriageExit,
    "TriageExit",
    "The six exits of Art. 13.\n分类处置方式",
    {
        "EMERGENCY_TRANSFER": "Transferred to an emergency line · 转紧急热线",
        "STATUTORY_CHANNEL": "Told the statutory channel · 告知法定途径",
        "EXPLAINED": "Explained why it cannot be taken up · 解释说明",
        "REPEAT_NO_NEW_FACTS": "A repeat without new facts: told the progress · 重复诉求答复进度",
        "OUT_OF_JURISDICTION": "Told the competent place · 告知管辖地",
        "NOT_ACCEPTED": "Not accepted, with the reason · 不予受理",
    },
)
described(
    Resolution,
    "Resolution",
    "Whether the reporter finds the problem solved.\n问题解决情况",
    {
        "RESOLVED": "Solved · 已解决",
        "BASICALLY": "Basically solved · 基本解决",
        "UNRESOLVED": "Not solved · 未解决",
    },
)
described(
    Satisfaction,
    "Satisfaction",
    "How the reporter rates the result or the process.\n满意度",
    {
        "SATISFIED": "Satisfied · 满意",
        "BASICALLY": "Basically satisfied · 基本满意",
        "DISSATISFIED": "Dissatisfied · 不满意",
    },
)
described(
    TerminationGround,
    "TerminationGround",
    "The grounds on which handling may end.\n终止办理事由",
    {
        "NON_COOPERATION": "The reporter refuses to cooperate, Art. 15(5) · 拒不配合",
        "UNREASONABLE_DEMAND": "The demand is unlawful or against public morals, Art. 15(6) · 不合理诉求",
    },
)
