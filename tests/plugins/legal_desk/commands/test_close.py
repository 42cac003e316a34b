"""Advice ends a consultation, and may answer the case (Art. 12, 17)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from core.cases.commands.accept_case import accept_case
from core.cases.commands.answer_case import answer_case
from core.cases.inputs.intake import AnswerCase
from core.cases.inputs.triage import AcceptCase
from core.sealing.fields import open_
from plugins.legal_desk.commands.close import close
from plugins.legal_desk.commands.screen_aid import screen_aid
from plugins.legal_desk.fields import TOLD
from plugins.legal_desk.inputs import Close, ScreenAid
from tests.plugins.legal_desk.bureau import Bureau


def closing(consultation_id: UUID, **more: Any) -> Close:
    given: dict[str, Any] = {"outcome": "ADVISED", "told": "已告知可申请劳动仲裁。", "method": "PHONE"}
    return Close(consultation_id=consultation_id, **(given | more))


async def test_the_advice_is_kept_and_the_clock_is_met(bureau: Bureau) -> None:
    case_id = await bureau.case()
    consultation_id = await bureau.advised(case_id)

    done = await bureau.do(close, bureau.lawyer, closing(consultation_id))

    row = await bureau.consultation(consultation_id)
    advice = await bureau.office.pool.fetchrow("SELECT * FROM legal_desk_advice")
    case = await bureau.row("case_file", case_id)
    key = await bureau.office.services.keys.case_key(case["case_key"])
    assert (row["state"], row["outcome"], row["ended_at"], done.version) == (
        "CLOSED", "ADVISED", bureau.office.clock.now(), 4,
    )  # fmt: skip
    assert open_(key, TOLD.ref(advice["id"]), advice["told_sealed"]) == "已告知可申请劳动仲裁。"
    assert (advice["method"], advice["answered_case"], advice["told_at"]) == (
        "PHONE", False, bureau.office.clock.now(),
    )  # fmt: skip
    assert (await bureau.row("clock", row["clock_id"]))["state"] == "MET"
    assert case["state"] == "RECEIVED"


async def test_it_is_late_after_the_due_time(bureau: Bureau) -> None:
    consultation_id = await bureau.advised()
    bureau.later(timedelta(days=10))

    await bureau.do(close, bureau.lawyer, closing(consultation_id))

    clock_id = (await bureau.consultation(consultation_id))["clock_id"]
    assert (await bureau.row("clock", clock_id))["state"] == "LATE"


async def test_the_case_is_answered_with_the_same_words_by_who_may_answer(bureau: Bureau) -> None:
    case_id = await bureau.case()
    given = closing(await bureau.advised(case_id), answer_case=True)
    lawyer = bureau.lawyer
    answering = replace(lawyer, grants=(*lawyer.grants, *bureau.operator.grants))

    await bureau.do(close, answering, given)

    case = await bureau.row("case_file", case_id)
    told = await bureau.office.pool.fetchval("SELECT exit FROM triage WHERE case_id = $1", case_id)
    assert (case["state"], told) == ("ANSWERED", "ANSWERED")
    assert (await bureau.events(case_id))[-2:] == ["legal_desk/close", "answerCase"]


async def test_answering_only_before_acceptance(bureau: Bureau) -> None:
    case_id = await bureau.case(place="泰山大街1号")
    consultation_id = await bureau.advised(case_id)
    await bureau.do(accept_case, bureau.operator, AcceptCase(case_id=case_id, category="010101"))

    refusal = await bureau.refused(close, bureau.lawyer, closing(consultation_id, answer_case=True))

    assert (refusal.code.code, refusal.field, str(refusal.params["state"])) == (
        "LEGAL_DESK_CASE_NOT_RECEIVED", ("input", "answerCase"), "PENDING_DISPATCH",
    )  # fmt: skip


async def test_there_is_no_advice_without_an_opinion(bureau: Bureau) -> None:
    refusal = await bureau.refused(close, bureau.lawyer, closing(await bureau.taken()))

    assert refusal.code.code == "LEGAL_DESK_NO_OPINION"


@pytest.mark.parametrize(
    ("means", "possible"), [("HARDSHIP_DECLARED", True), ("UNKNOWN", True), ("ABOVE_STANDARD", False)]
)
async def test_legal_aid_follows_a_screening(bureau: Bureau, means: str, possible: bool) -> None:
    consultation_id = await bureau.advised()
    given = closing(consultation_id, outcome="LEGAL_AID")
    unscreened = await bureau.refused(close, bureau.lawyer, given)
    answers = ScreenAid(consultation_id=consultation_id, matter="MAINTENANCE", means=means, belongs_here=True)
    await bureau.do(screen_aid, bureau.lawyer, answers)

    assert (unscreened.code.code, unscreened.field) == ("LEGAL_DESK_NO_SCREENING", ("input", "outcome"))
    if possible:
        await bureau.do(close, bureau.lawyer, given)
    else:
        assert (await bureau.refused(close, bureau.lawyer, given)).code.code == "LEGAL_DESK_NO_SCREENING"


async def test_the_newest_screening_counts(bureau: Bureau) -> None:
    consultation_id = await bureau.advised()
    for means in ("HARDSHIP_DECLARED", "ABOVE_STANDARD"):
        answers = ScreenAid(consultation_id=consultation_id, matter="INJURY", means=means, belongs_here=True)
        await bureau.do(screen_aid, bureau.lawyer, answers)
        bureau.later(timedelta(minutes=1))

    refusal = await bureau.refused(close, bureau.lawyer, closing(consultation_id, outcome="LEGAL_AID"))

    assert refusal.code.code == "LEGAL_DESK_NO_SCREENING"
    grounds = await bureau.office.pool.fetch("SELECT result, grounds FROM legal_desk_screening ORDER BY at")
    assert [tuple(one) for one in grounds] == [
        ("ELIGIBLE", ["MATTER_COVERED", "MEANS_DECLARED"]),
        ("NOT_ELIGIBLE", ["MATTER_COVERED", "MEANS_ABOVE_STANDARD"]),
    ]


async def test_what_cannot_be_is_refused_where_it_stands(bureau: Bureau) -> None:
    consultation_id = await bureau.advised()
    tomorrow = bureau.office.clock.now() + timedelta(seconds=1)
    wrong: list[dict[str, Any]] = [
        {"outcome": "WON"}, {"method": "DREAM"}, {"told": ""}, {"told_at": tomorrow},
    ]  # fmt: skip

    refusals = [await bureau.refused(close, bureau.lawyer, closing(consultation_id, **one)) for one in wrong]

    assert [(one.code.code, one.field) for one in refusals] == [
        ("UNKNOWN_CODE", ("input", "outcome")),
        ("UNKNOWN_CODE", ("input", "method")),
        ("REQUIRED", ("input", "told")),
        ("LEGAL_DESK_IN_THE_FUTURE", ("input", "toldAt")),
    ]


async def test_only_the_lawyer_who_has_it_closes_it_and_once(bureau: Bureau) -> None:
    consultation_id, other = await bureau.advised(), await bureau.colleague()

    another = await bureau.refused(close, other, closing(consultation_id))
    await bureau.do(close, bureau.lawyer, closing(consultation_id))
    again = await bureau.refused(close, bureau.lawyer, closing(consultation_id))

    assert [another.code.code, again.code.code] == ["LEGAL_DESK_NOT_THE_LAWYER", "LEGAL_DESK_NOT_IN_STATE"]


async def test_who_may_not_answer_closes_nothing_either(bureau: Bureau) -> None:
    """The core's own command refuses, and takes the closing with it."""
    case_id = await bureau.case()
    given = closing(await bureau.advised(case_id), answer_case=True)
    lawyer = await bureau.colleague("advisor")
    await bureau.office.pool.execute("UPDATE legal_desk_consultation SET lawyer_id = $1", lawyer.id)
    unable = replace(lawyer, matrix=_without_answering(lawyer.matrix))

    refusal = await bureau.refused(close, unable, given)

    assert (refusal.code.code, str(refusal.params["verb"])) == ("NOT_ALLOWED", "answerCase")
    await bureau.do(close, unable, replace(given, answer_case=False))
    await bureau.do(answer_case, bureau.operator, AnswerCase(case_id=case_id, reply="律师已答复。"))


def _without_answering(matrix: Any) -> Any:
    """The policy as it would be if the desk could not answer cases."""
    return replace(matrix, cells={key: cell for key, cell in matrix.cells.items() if key[1] != "answerCase"})
