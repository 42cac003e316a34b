"""Opinions rest on provisions; templates are filled completely or not at all."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest

from core.errors import Refused
from core.sealing.fields import open_
from plugins.legal_desk.commands.add_template import add_template
from plugins.legal_desk.commands.give_opinion import give_opinion
from plugins.legal_desk.commands.retire_template import retire_template
from plugins.legal_desk.fields import CONTENT
from plugins.legal_desk.inputs import AddTemplate, Cited, GiveOpinion, RetireTemplate
from tests.plugins.legal_desk.bureau import CITED, CITY, TAISHAN, Bureau

BODY = "事实：{facts}\n意见：{advice}\n依据：{provisions}\n{case_no} {date}"


def opinion(consultation_id: UUID, **more: Any) -> GiveOpinion:
    return GiveOpinion(consultation_id=consultation_id, **({"provisions": (CITED,)} | more))


async def template(bureau: Bureau, district: str = CITY, body: str = BODY) -> UUID:
    given = AddTemplate(district=district, name="劳动报酬", body=body)
    return (await bureau.do(add_template, bureau.lead, given)).object_id


async def newest(bureau: Bureau) -> tuple[Mapping[str, Any], str]:
    row = await bureau.office.pool.fetchrow("SELECT * FROM legal_desk_opinion ORDER BY number DESC LIMIT 1")
    assert row is not None
    case = await bureau.row("case_file", row["case_id"])
    key = await bureau.office.services.keys.case_key(case["case_key"])
    return dict(row) | {"case_no": case["case_no"]}, open_(key, CONTENT.ref(row["id"]), row["content_sealed"])


async def test_an_opinion_is_kept_with_what_it_cites(bureau: Bureau) -> None:
    consultation_id = await bureau.taken()
    second = Cited(law="工资支付暂行规定", article="第七条", quotation="工资必须按期支付。")

    done = await bureau.do(
        give_opinion, bureau.lawyer, opinion(consultation_id, text="应当支付。", provisions=(CITED, second))
    )

    row, text = await newest(bureau)
    cited = await bureau.office.pool.fetch("SELECT law, article FROM legal_desk_provision ORDER BY position")
    assert (text, row["number"], row["by"], done.version) == ("应当支付。", 1, bureau.lawyer.id, 3)
    assert [tuple(one) for one in cited] == [(CITED.law, CITED.article), (second.law, second.article)]


async def test_a_further_opinion_is_the_one_in_force(bureau: Bureau) -> None:
    consultation_id = await bureau.taken()
    for text in ("初步意见。", "补充意见。"):
        await bureau.do(give_opinion, bureau.lawyer, opinion(consultation_id, text=text))

    row, text = await newest(bureau)
    assert (row["number"], text) == (2, "补充意见。")


async def test_a_template_is_filled_by_the_lawyer_and_the_desk(bureau: Bureau) -> None:
    consultation_id, template_id = await bureau.taken(), await template(bureau)
    values = (("facts", "拖欠三个月"), ("advice", "申请{仲裁}"))

    await bureau.do(give_opinion, bureau.lawyer, opinion(consultation_id, template_id=template_id, values=values))

    row, text = await newest(bureau)
    assert row["template_id"] == template_id
    assert text == (
        "事实：拖欠三个月\n意见：申请{仲裁}\n依据：1. 《中华人民共和国劳动合同法》第三十条第一款："
        "用人单位应当及时足额支付劳动报酬。\n"
        f"{row['case_no']} 2026-11-16"
    )


async def refused(bureau: Bureau, given: GiveOpinion) -> Refused:
    return await bureau.refused(give_opinion, bureau.lawyer, given)


async def test_an_opinion_without_a_provision_is_none(bureau: Bureau) -> None:
    refusal = await refused(bureau, opinion(await bureau.taken(), text="应当支付。", provisions=()))

    assert (refusal.code.code, refusal.field, refusal.code.article) == (
        "LEGAL_DESK_PROVISION_REQUIRED", ("input", "provisions"), "17",
    )  # fmt: skip


@pytest.mark.parametrize("name", ["law", "article", "quotation"])
async def test_a_provision_is_complete(bureau: Bureau, name: str) -> None:
    broken = Cited(**({"law": "民法典", "article": "第一条", "quotation": "为了保护……"} | {name: " "}))

    refusal = await refused(bureau, opinion(await bureau.taken(), text="可以。", provisions=(CITED, broken)))

    assert (refusal.code.code, refusal.field) == ("REQUIRED", ("input", "provisions", "1", name))


async def test_text_and_template_exclude_each_other(bureau: Bureau) -> None:
    consultation_id, template_id = await bureau.taken(), await template(bureau)

    both = await refused(bureau, opinion(consultation_id, text="可以。", template_id=template_id))
    neither = await refused(bureau, opinion(consultation_id))

    assert both.code.code == neither.code.code == "LEGAL_DESK_TEXT_OR_TEMPLATE"


async def test_placeholders_are_filled_exactly(bureau: Bureau) -> None:
    consultation_id, template_id = await bureau.taken(), await template(bureau)
    complete = (("facts", "甲"), ("advice", "乙"))

    missing = await refused(bureau, opinion(consultation_id, template_id=template_id, values=complete[:1]))
    unknown = await refused(
        bureau, opinion(consultation_id, template_id=template_id, values=(*complete, ("date", "昨天"), ("x", "丙")))
    )
    blank = await refused(
        bureau, opinion(consultation_id, template_id=template_id, values=(complete[0], ("advice", " ")))
    )

    assert (missing.code.code, missing.params["names"]) == ("LEGAL_DESK_VALUES_MISSING", "advice")
    assert (unknown.code.code, unknown.params["names"]) == ("LEGAL_DESK_VALUES_UNKNOWN", "date, x")
    assert (blank.code.code, blank.field) == ("REQUIRED", ("input", "values", "advice"))


async def test_a_template_of_another_place_or_out_of_use_is_refused(bureau: Bureau) -> None:
    consultation_id = await bureau.taken()
    elsewhere, retired = await template(bureau, TAISHAN), await template(bureau)
    await bureau.do(retire_template, bureau.lead, RetireTemplate(template_id=retired))

    for template_id in (elsewhere, retired, consultation_id):
        refusal = await refused(bureau, opinion(consultation_id, template_id=template_id))
        assert (refusal.code.code, refusal.field) == ("LEGAL_DESK_TEMPLATE_NOT_FOR_CASE", ("input", "templateId"))


async def test_a_template_of_the_city_serves_its_districts(bureau: Bureau) -> None:
    consultation_id = await bureau.taken(await bureau.case(district=TAISHAN))
    values = (("facts", "甲"), ("advice", "乙"))

    given = opinion(consultation_id, template_id=await template(bureau), values=values)

    assert (await bureau.do(give_opinion, bureau.lawyer, given)).version == 3


async def test_only_the_lawyer_who_has_it_gives_one(bureau: Bureau) -> None:
    consultation_id, other = await bureau.taken(), await bureau.colleague()
    waiting = await bureau.referred()

    another = await bureau.refused(give_opinion, other, opinion(consultation_id, text="可以。"))
    early = await refused(bureau, opinion(waiting, text="可以。"))
    unentitled = await bureau.refused(give_opinion, bureau.lead, opinion(consultation_id, text="可以。"))

    assert [one.code.code for one in (another, early, unentitled)] == [
        "LEGAL_DESK_NOT_THE_LAWYER", "LEGAL_DESK_NOT_IN_STATE", "NOT_ALLOWED",
    ]  # fmt: skip
