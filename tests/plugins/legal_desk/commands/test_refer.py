"""Referral to the desk (Art. 17)."""

from datetime import timedelta
from uuid import UUID

from core.cases.commands.withdraw_case import withdraw_case
from core.cases.inputs.intake import WithdrawCase
from core.cases.states import Secrecy
from core.ids import new_id
from core.sealing.fields import open_
from plugins.legal_desk.commands.refer import refer
from plugins.legal_desk.fields import QUESTION
from plugins.legal_desk.inputs import Refer
from tests.plugins.legal_desk.bureau import TAISHAN, Bureau


def asked(case_id: UUID, **more: object) -> Refer:
    given: dict[str, object] = {"reason": "DISPUTE", "matter": "CONTRACT", "question": "合同是否有效？"}
    return Refer(case_id=case_id, **(given | more))  # type: ignore[arg-type]


async def test_a_case_waits_at_the_desk_with_a_clock_of_its_own(bureau: Bureau) -> None:
    case_id = await bureau.case()

    done = await bureau.do(refer, bureau.operator, asked(case_id))

    row = await bureau.consultation(done.object_id)
    clock = await bureau.row("clock", row["clock_id"])
    assert (row["state"], row["source"], row["lawyer_id"], row["referred_by"], done.version) == (
        "WAITING", "REFERRED", None, bureau.operator.id, 1,
    )  # fmt: skip
    assert (clock["kind"], clock["state"], clock["days"], clock["rule"]) == (
        "LEGAL_CONSULTATION", "RUNNING", 3, "legal_desk/LEGAL_CONSULTATION/reply_working_days",
    )  # fmt: skip
    assert clock["yellow_at"] < clock["due_at"]
    case = await bureau.row("case_file", case_id)
    assert (case["version"], case["state"]) == (2, "RECEIVED")
    assert await bureau.events(case_id) == ["registerCase", "legal_desk/refer"]


async def test_the_question_and_the_other_side_s_name_are_sealed(bureau: Bureau) -> None:
    case_id = await bureau.case()

    done = await bureau.do(refer, bureau.operator, asked(case_id, opponents=("泰山某建筑公司",)))

    row, case = await bureau.consultation(done.object_id), await bureau.row("case_file", case_id)
    key = await bureau.office.services.keys.case_key(case["case_key"])
    assert open_(key, QUESTION.ref(row["id"]), row["question_sealed"]) == "合同是否有效？"
    assert row["question_mask"] == "****"
    (party,) = await bureau.office.pool.fetch("SELECT * FROM legal_desk_party")
    assert (party["side"], party["name_mask"]) == ("OPPONENT", "泰**")
    assert "建筑".encode() not in party["name_sealed"]


async def test_a_case_is_at_the_desk_once_at_a_time(bureau: Bureau) -> None:
    case_id = await bureau.case()
    await bureau.referred(case_id)

    assert (await bureau.refused(refer, bureau.operator, asked(case_id))).code.code == "LEGAL_DESK_ALREADY_REFERRED"


async def test_an_ended_case_is_not_referred(bureau: Bureau) -> None:
    case_id = await bureau.case()
    await bureau.do(withdraw_case, bureau.operator, WithdrawCase(case_id=case_id, reason="已自行解决"))

    refusal = await bureau.refused(refer, bureau.operator, asked(case_id))

    assert (refusal.code.code, str(refusal.params["state"])) == ("LEGAL_DESK_CASE_ENDED", "WITHDRAWN")


async def test_a_confidential_case_is_not_referred(bureau: Bureau) -> None:
    case_id = await bureau.case(secrecy=Secrecy.REPORTER_CONFIDENTIAL)

    assert (await bureau.refused(refer, bureau.lead, asked(case_id))).code.code == "LEGAL_DESK_TOO_CONFIDENTIAL"


async def test_an_unknown_code_and_an_empty_question_are_refused_where_they_stand(bureau: Bureau) -> None:
    case_id = await bureau.case()

    reason = await bureau.refused(refer, bureau.operator, asked(case_id, reason="WHY"))
    matter = await bureau.refused(refer, bureau.operator, asked(case_id, matter="WHAT"))
    question = await bureau.refused(refer, bureau.operator, asked(case_id, question="  "))
    name = await bureau.refused(refer, bureau.operator, asked(case_id, opponents=("甲", "")))

    assert [(one.code.code, one.field) for one in (reason, matter, question, name)] == [
        ("UNKNOWN_CODE", ("input", "reason")),
        ("UNKNOWN_CODE", ("input", "matter")),
        ("REQUIRED", ("input", "question")),
        ("REQUIRED", ("input", "opponents", "1")),
    ]


async def test_who_has_no_grant_is_refused_and_who_sees_nothing_finds_nothing(bureau: Bureau) -> None:
    case_id = await bureau.case()

    unentitled = await bureau.refused(refer, bureau.office.viewer("reviewer"), asked(case_id))
    stranger = await bureau.refused(refer, bureau.office.viewer("unit_liaison"), asked(case_id))
    nothing = await bureau.refused(refer, bureau.operator, asked(new_id()))

    assert (unentitled.code.code, unentitled.params) == ("NOT_ALLOWED", {"verb": "legal_desk/refer"})
    assert (
        (stranger.code.code, stranger.field) == (nothing.code.code, nothing.field) == ("NOT_FOUND", ("input", "caseId"))
    )


async def test_the_case_s_version_is_asked(bureau: Bureau) -> None:
    case_id = await bureau.case()

    refusal = await bureau.refused(refer, bureau.operator, asked(case_id, expected_version=7))

    assert (refusal.code.code, refusal.params["current"]) == ("STALE_VERSION", 1)


async def test_where_the_desk_is_off_nothing_is_referred(bureau: Bureau) -> None:
    case_id = await bureau.case()
    await bureau.office.switch("legal_desk", [TAISHAN])

    refusal = await bureau.refused(refer, bureau.operator, asked(case_id))

    assert (refusal.code.code, refusal.params) == ("PLUGIN_DISABLED", {"plugin": "legal_desk"})


async def test_a_consultation_that_nobody_answers_is_carded(bureau: Bureau) -> None:
    row = await bureau.consultation(await bureau.referred())
    clock = await bureau.row("clock", row["clock_id"])

    assert clock["due_at"] - bureau.office.clock.now() > timedelta(days=3)
    kinds = await bureau.office.pool.fetch("SELECT kind FROM timer WHERE clock_id = $1 ORDER BY kind", clock["id"])
    assert [one["kind"] for one in kinds] == ["RED", "YELLOW"]
