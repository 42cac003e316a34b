"""Refusals in words: exactly what people read, in both languages."""

from typing import Any

import pytest

from core.access.operations import Operation, register
from core.attachments.content import ContentKind
from core.attachments.errors import KIND_MISMATCH
from core.cases.commands.accept_case import INFORMATION_MISSING
from core.cases.errors import NOT_IN_STATE
from core.cases.states import AssignmentState, CaseState
from core.cases.verbs import Verb
from core.codes.registry import CodeRegistry, load_codes
from core.errors import NotAllowed, Refused
from schema.attachments import kinds  # noqa: F401 - describes the kinds
from schema.wording import told
from tests.support.office import Office

register("wording/greet", "问候", "greet a caller")  # as a plug-in does


def refused(verb: Verb, state: Any) -> Refused:
    return Refused(NOT_IN_STATE, state=state, verb=verb)


@pytest.mark.parametrize(
    ("refusal", "zh", "en"),
    [
        (
            refused(Verb.DISPATCH_CASE, CaseState.IN_PROGRESS),
            "当前状态为“办理中”，不能执行“派单”。",
            '"Dispatch the case" is not possible in the state "in progress".',
        ),
        (
            refused(Verb.ACCEPT_ASSIGNMENT, AssignmentState.PENDING_ACCEPTANCE),
            "当前状态为“待签收”，不能执行“签收”。",
            '"Accept the assignment" is not possible in the state "pending acceptance".',
        ),
        (NotAllowed(Verb.REASSIGN), "您没有权限执行“改派”。", 'You are not allowed to perform "Reassign".'),
        (NotAllowed("wording/greet"), "您没有权限执行“问候”。", 'You are not allowed to perform "greet a caller".'),
        (
            NotAllowed(Operation.ATTACHMENT_WRITE),
            "您没有权限执行“上传附件”。",
            'You are not allowed to perform "add attachments".',
        ),
        (
            Refused(INFORMATION_MISSING, missing="name, identity_no"),
            "该类别需要补充：姓名、身份证号。",
            "This category needs more information: Name, Identity number.",
        ),
        (
            Refused(KIND_MISMATCH, declared="image/png", belongs=ContentKind.IMAGE),
            "类型 image/png 属于 图片，与所选附件种类不符。",
            'The type image/png is of the kind "image", not the one chosen.',
        ),
    ],
)
async def test_parameters_are_told_by_their_labels(office: Office, refusal: Refused, zh: str, en: str) -> None:
    codes = await load_codes(office.read)
    assert [told(refusal, codes, language) for language in ("zh", "en")] == [zh, en]


def test_a_verb_no_set_holds_is_told_by_its_code() -> None:
    assert told(NotAllowed(Verb.REASSIGN), CodeRegistry({}, {}), "zh") == "您没有权限执行“reassign”。"
