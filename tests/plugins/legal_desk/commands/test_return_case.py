"""Back to the queue, and back to ordinary handling."""

from core.cases.commands.answer_case import answer_case
from core.cases.inputs.intake import AnswerCase
from core.sealing.fields import open_
from plugins.legal_desk.commands.refer import refer
from plugins.legal_desk.commands.release import release
from plugins.legal_desk.commands.return_case import return_case
from plugins.legal_desk.fields import RETURN_NOTE
from plugins.legal_desk.inputs import Refer, Release, Return
from tests.plugins.legal_desk.bureau import Bureau


async def test_a_released_consultation_waits_and_its_clock_runs_on(bureau: Bureau) -> None:
    consultation_id = await bureau.taken()

    done = await bureau.do(release, bureau.lawyer, Release(consultation_id=consultation_id, reason="SHIFT_END"))

    row = await bureau.consultation(consultation_id)
    assert (row["state"], row["lawyer_id"], row["assigned_at"], done.version) == ("WAITING", None, None, 3)
    assert (await bureau.row("clock", row["clock_id"]))["state"] == "RUNNING"


async def test_another_s_consultation_is_not_released_but_by_who_answers_for_the_desk(bureau: Bureau) -> None:
    consultation_id, other = await bureau.taken(), await bureau.colleague()
    given = Release(consultation_id=consultation_id, reason="WORKLOAD")

    refusal = await bureau.refused(release, other, given)
    await bureau.do(release, bureau.lead, given)

    assert refusal.code.code == "LEGAL_DESK_NOT_THE_LAWYER"
    assert (await bureau.refused(release, bureau.lead, given)).code.code == "LEGAL_DESK_NOT_IN_STATE"


async def test_a_released_consultation_says_why_by_code(bureau: Bureau) -> None:
    given = Release(consultation_id=await bureau.taken(), reason="BORED")

    refusal = await bureau.refused(release, bureau.lawyer, given)

    assert (refusal.code.code, refusal.field) == ("UNKNOWN_CODE", ("input", "reason"))


async def test_a_returned_case_is_handled_as_before(bureau: Bureau) -> None:
    case_id = await bureau.case()
    consultation_id = await bureau.taken(case_id)
    given = Return(consultation_id=consultation_id, reason="UNIT_COMPETENT", note="属人社部门职责。")

    await bureau.do(return_case, bureau.lawyer, given)

    row = await bureau.consultation(consultation_id)
    key = await bureau.office.services.keys.case_key((await bureau.row("case_file", case_id))["case_key"])
    assert (row["state"], row["return_reason"], row["ended_by"]) == ("RETURNED", "UNIT_COMPETENT", bureau.lawyer.id)
    assert open_(key, RETURN_NOTE.ref(row["id"]), row["return_note_sealed"]) == "属人社部门职责。"
    assert (await bureau.row("clock", row["clock_id"]))["state"] == "CANCELLED"
    await bureau.do(answer_case, bureau.operator, AnswerCase(case_id=case_id, reply="已转告人社部门。"))


async def test_a_returned_case_may_come_again(bureau: Bureau) -> None:
    case_id = await bureau.case()
    given = Return(consultation_id=await bureau.taken(case_id), reason="FACTS_FIRST", note="请先核实合同。")
    await bureau.do(return_case, bureau.lawyer, given)

    again = Refer(case_id=case_id, reason="DISPUTE", matter="LABOUR", question="合同已核实。")
    await bureau.do(refer, bureau.operator, again)

    assert await bureau.office.pool.fetchval("SELECT count(*) FROM legal_desk_consultation") == 2


async def test_what_waits_is_returned_by_whoever_may_what_a_lawyer_has_by_that_lawyer(bureau: Bureau) -> None:
    waiting, taken = await bureau.referred(), await bureau.taken()
    other = await bureau.colleague()

    await bureau.do(return_case, other, Return(consultation_id=waiting, reason="NO_LEGAL_QUESTION", note="无"))
    given = Return(consultation_id=taken, reason="NO_LEGAL_QUESTION", note="无")
    refusal = await bureau.refused(return_case, other, given)
    unentitled = await bureau.refused(return_case, bureau.operator, given)

    assert [one.code.code for one in (refusal, unentitled)] == ["LEGAL_DESK_NOT_THE_LAWYER", "NOT_ALLOWED"]


async def test_a_note_is_needed(bureau: Bureau) -> None:
    given = Return(consultation_id=await bureau.taken(), reason="UNREACHABLE", note=" ")

    refusal = await bureau.refused(return_case, bureau.lawyer, given)

    assert (refusal.code.code, refusal.field) == ("REQUIRED", ("input", "note"))
