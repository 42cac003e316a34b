"""What is held back while a consultation is open."""

import pytest

from core.cases.commands.answer_case import answer_case
from core.cases.commands.withdraw_case import withdraw_case
from core.cases.inputs.intake import AnswerCase, WithdrawCase
from tests.plugins.legal_desk.bureau import TAISHAN, Bureau


async def test_hook_check_transitions(bureau: Bureau) -> None:
    """A case at the desk is not answered over its head, and the refusal says by which verb and whose it is."""
    case_id = await bureau.case()
    await bureau.referred(case_id)

    refusal = await bureau.refused(answer_case, bureau.operator, AnswerCase(case_id=case_id, reply="已解答。"))

    assert (refusal.code.code, refusal.code.plugin) == ("LEGAL_DESK_OPEN_CONSULTATION", "legal_desk")
    assert str(refusal.params["verb"]) == "answerCase"


async def test_another_case_is_not_held_back(bureau: Bureau) -> None:
    await bureau.referred()

    await bureau.do(answer_case, bureau.operator, AnswerCase(case_id=await bureau.case(), reply="已解答。"))


@pytest.mark.parametrize("settings", ['settings = { held_verbs = ["withdrawCase"] }\n'])
async def test_the_settings_choose_the_verbs(bureau: Bureau) -> None:
    answered, withdrawn = await bureau.case(), await bureau.case()
    await bureau.referred(answered)
    await bureau.referred(withdrawn)

    await bureau.do(answer_case, bureau.operator, AnswerCase(case_id=answered, reply="已解答。"))
    refusal = await bureau.refused(withdraw_case, bureau.operator, WithdrawCase(case_id=withdrawn, reason="不再需要"))

    assert refusal.code.code == "LEGAL_DESK_OPEN_CONSULTATION"


async def test_where_the_desk_is_off_nothing_is_held_back(bureau: Bureau) -> None:
    case_id = await bureau.case()
    await bureau.referred(case_id)
    await bureau.office.switch("legal_desk", [TAISHAN])

    await bureau.do(answer_case, bureau.operator, AnswerCase(case_id=case_id, reply="已解答。"))
