"""The vocabulary of the policy file: every operation that can be granted, with its meaning.

A verb of the life cycle is an operation of the same name. A plug-in enters its own below its
prefix: `tourism/accept`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from core.cases.verbs import Verb

_FORM = re.compile(r"(?:[a-z][a-z0-9_]*/)?[a-z][A-Za-z]*(?:\.[a-z][A-Za-z]*)?")


class Operation(StrEnum):
    """What can be granted besides the verbs."""

    CASE_READ = "case.read"
    CASE_CONTENT = "case.content"
    CASE_PRIOR = "case.prior"
    REPORTER_READ = "reporter.read"
    REPORTER_REVEAL = "reporter.reveal"
    ASSIGNMENT_READ = "assignment.read"
    CLOCK_READ = "clock.read"
    EVENT_READ = "event.read"
    RATING_READ = "rating.read"
    RATE_READ = "rate.read"
    UNIT_READ = "unit.read"
    UNIT_WRITE = "unit.write"
    CODE_READ = "code.read"
    CATALOGUE_READ = "catalogue.read"
    CATALOGUE_WRITE = "catalogue.write"
    CALENDAR_READ = "calendar.read"
    PROFILE_READ = "profile.read"
    ATTACHMENT_READ = "attachment.read"
    ATTACHMENT_WRITE = "attachment.write"
    CORRECT_CASE = "correctCase"
    SEARCH = "search"
    INTROSPECT = "introspect"
    ACCOUNT_READ = "account.read"
    ACCOUNT_WRITE = "account.write"
    PLUGIN_READ = "plugin.read"
    PLUGIN_WRITE = "plugin.write"
    QUEUE_READ = "queue.read"
    QUEUE_ACK = "queue.ack"
    QUEUE_WRITE = "queue.write"
    RETENTION_HOLD = "retention.hold"
    EXPORT_REQUEST = "export.request"
    EXPORT_APPROVE = "export.approve"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an operation lets its holder do, in Chinese and English."""

    zh: str
    en: str


_registry: dict[str, Meaning] = {}


def register(operation: str, zh: str, en: str) -> None:
    """Enter an operation in the vocabulary.

    Its name is a verb (`acceptCase`) or a noun and a verb (`case.read`), below its prefix where a plug-in owns it
    (`tourism/accept`). ValueError for another form, or for a second entry with another meaning.
    """
    if _FORM.fullmatch(operation) is None:
        raise ValueError(f"operation {operation!r}: write verb, noun.verb, prefix/verb or prefix/noun.verb")
    meaning = Meaning(zh, en)
    if _registry.setdefault(str(operation), meaning) != meaning:
        raise ValueError(f"operation {operation} is registered twice with different meanings")


def registered() -> Mapping[str, Meaning]:
    """A live view of the whole vocabulary."""
    return MappingProxyType(_registry)


def owner_of(name: str) -> str | None:
    """The plug-in an operation or an event's type belongs to: the part before the slash; None for the core's."""
    prefix, slash, _ = name.partition("/")
    return prefix if slash else None


_MEANINGS: Mapping[Verb | Operation, tuple[str, str]] = {
    Verb.REGISTER_CASE: ("登记诉求", "register a case"),
    Verb.REQUEST_INFORMATION: ("要求补充信息", "ask the reporter for missing information"),
    Verb.SUPPLY_INFORMATION: ("补充信息", "supply the missing information"),
    Verb.ANSWER_CASE: ("直接答复", "answer a case at once"),
    Verb.DIVERT_CASE: ("分流", "divert a case to another channel"),
    Verb.OBJECT_TO_DIVERSION: ("对分流提出异议", "object to a diversion"),
    Verb.ACCEPT_CASE: ("受理", "accept a case"),
    Verb.DISPATCH_CASE: ("派单", "dispatch a case to units"),
    Verb.REQUEST_ADJUDICATION: ("提请裁定", "bring a question of competence before adjudication"),
    Verb.RULE_AND_DISPATCH: ("裁定并派单", "rule on competence and dispatch"),
    Verb.MERGE_CASES: ("并案", "merge cases"),
    Verb.UNMERGE_CASE: ("撤销并案", "undo a merge"),
    Verb.ACCEPT_ASSIGNMENT: ("签收", "accept an assignment"),
    Verb.REQUEST_RETURN: ("申请退单", "ask to return an assignment"),
    Verb.APPROVE_RETURN: ("同意退单", "approve a return"),
    Verb.REJECT_RETURN: ("驳回退单", "reject a return"),
    Verb.REASSIGN: ("改派", "give an assignment to another unit"),
    Verb.SUB_DISPATCH: ("转派", "dispatch an assignment to units below"),
    Verb.LOG_CONTACT: ("记录联系", "log a contact with the reporter"),
    Verb.REQUEST_EXTENSION: ("申请延期", "ask for an extension"),
    Verb.APPROVE_EXTENSION: ("同意延期", "approve an extension"),
    Verb.REJECT_EXTENSION: ("驳回延期", "reject an extension"),
    Verb.SHELVE_ASSIGNMENT: ("挂账", "shelve an assignment of a long cycle"),
    Verb.UNSHELVE_ASSIGNMENT: ("销账", "take a shelved assignment up again"),
    Verb.SUBMIT_FEEDBACK: ("提交办理反馈", "submit a unit's feedback"),
    Verb.SEND_BACK_FEEDBACK: ("退回反馈", "send feedback back"),
    Verb.APPROVE_FEEDBACK: ("审核通过反馈", "approve feedback"),
    Verb.RECORD_CALLBACK: ("记录回访", "record a callback"),
    Verb.ORDER_REDO: ("责令重办", "order a redo"),
    Verb.CLOSE_UNREASONABLE: ("认定不合理诉求并办结", "close a case on finding the demand unreasonable"),
    Verb.REQUEST_TERMINATION: ("申请终止办理", "ask to terminate the handling"),
    Verb.APPROVE_TERMINATION: ("同意终止办理", "approve a termination"),
    Verb.REJECT_TERMINATION: ("驳回终止办理", "reject a termination"),
    Verb.MAKE_COMMITMENT: ("作出承诺", "make a commitment to the reporter"),
    Verb.FULFIL_COMMITMENT: ("兑现承诺", "record that a commitment was kept"),
    Verb.WITHDRAW_CASE: ("撤回诉求", "withdraw a case"),
    Verb.REOPEN_WITH_NEW_FACTS: ("以新事实重新提起", "open a case anew on new facts"),
    Operation.CASE_READ: ("查看工单", "see a case, without its text"),
    Operation.CASE_CONTENT: ("查看工单正文", "read a case's title, content and replies"),
    Operation.CASE_PRIOR: ("查看前次工单", "see which earlier case a case repeats"),
    Operation.REPORTER_READ: ("查看诉求人（脱敏）", "see the reporter, masked"),
    Operation.REPORTER_REVEAL: ("查看诉求人明文", "have a reporter's field revealed for a stated purpose"),
    Operation.ASSIGNMENT_READ: ("查看承办任务", "see an assignment"),
    Operation.CLOCK_READ: ("查看时限", "see deadlines"),
    Operation.EVENT_READ: ("查看流转记录", "see what happened to a case"),
    Operation.RATING_READ: ("查看评价", "see ratings"),
    Operation.RATE_READ: ("查看考核指标", "see the rates of units"),
    Operation.UNIT_READ: ("查看承办单位", "see units"),
    Operation.UNIT_WRITE: ("维护承办单位", "maintain units"),
    Operation.CODE_READ: ("查看代码表", "see codes and categories"),
    Operation.CATALOGUE_READ: ("查看派单目录", "see the dispatch catalogue"),
    Operation.CATALOGUE_WRITE: ("维护派单目录", "maintain the dispatch catalogue"),
    Operation.CALENDAR_READ: ("查看工作日历", "see the working calendar"),
    Operation.PROFILE_READ: ("查看时限规则", "see policy profiles"),
    Operation.ATTACHMENT_READ: ("查看附件", "read attachments"),
    Operation.ATTACHMENT_WRITE: ("上传附件", "add attachments"),
    Operation.CORRECT_CASE: ("更正工单信息", "correct what was registered wrongly"),
    Operation.SEARCH: ("检索", "search the text of cases"),
    Operation.INTROSPECT: ("查看接口结构", "introspect the API's schema"),
    Operation.ACCOUNT_READ: ("查看账户", "see accounts and grants"),
    Operation.ACCOUNT_WRITE: ("维护账户", "maintain accounts and grants"),
    Operation.PLUGIN_READ: ("查看插件", "see which plug-ins are on where"),
    Operation.PLUGIN_WRITE: ("启用或停用插件", "switch plug-ins on and off in a district"),
    Operation.QUEUE_READ: ("读取工作队列", "read a work queue, and how far its consumers are"),
    Operation.QUEUE_ACK: ("确认工作队列事件", "acknowledge a work queue's events, or say that one cannot be taken"),
    Operation.QUEUE_WRITE: ("维护工作队列", "open and close work queues, release consumers and parked events"),
    Operation.RETENTION_HOLD: ("工单保全", "hold a case, so that it is neither anonymised nor deleted"),
    Operation.EXPORT_REQUEST: ("申请数据导出", "ask for an export of cases"),
    Operation.EXPORT_APPROVE: ("审批数据导出", "approve or refuse somebody else's export"),
}
for _name, (_zh, _en) in _MEANINGS.items():
    register(_name, _zh, _en)
