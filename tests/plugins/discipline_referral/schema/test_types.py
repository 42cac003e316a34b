"""A referral as its officers see it, on, off and in another district."""

import json
from typing import Any

import pytest

from core.ids import new_id
from plugins.discipline_referral.states import Act, State
from schema.relay.ids import encode
from tests.plugins.discipline_referral.schema.conftest import Front

WHOLE = """
  id version state organ organName grounds { code label owner } consequence { code } trigger { code } case { id }
  unit { code } proposedBy { name } reviewedBy { name } approvedBy { name } receiptNo outcome { code } facts
  createdAt transferredAt receivedAt concludedAt persons { name position account { id } } officers { account { name } addedAt }
  steps { version act { code label } state by { name } at note } evidence { root entries by { name } at bundle }
"""
ONE = f"query($id: ID!) {{ disciplineReferral(id: $id) {{ {WHOLE} }} }}"
OF_CASE = "query($id: ID!) { node(id: $id) { ... on Case { id disciplineReferrals { id } } } }"
LIST = "{ disciplineReferrals { totalCount nodes { id state } } }"
AUDIT = """query($id: ID!) {
  disciplineReferral(id: $id) { audit(first: 50) { totalCount nodes { act { code } version actor { name } link } } } }"""


async def test_a_life_through_the_api(front: Front) -> None:
    case = await front.bureau.case("ta-housing")
    made = await front.do("suggestDisciplineReferral", "proposer", **await front.suggestion(case))
    assert made["userErrors"] == []
    id_ = made["referral"]["id"]

    for field, name, given in (
        ("reviewDisciplineReferral", "reviewing", {"note": "情况属实"}),
        ("collectDisciplineEvidence", "reviewing", {}),
        ("approveDisciplineReferral", "approving", {}),
        ("transferDisciplineReferral", "approving", {}),
        ("recordDisciplineReceipt", "inspecting", {"receiptNo": "收字1号"}),
        ("recordDisciplineOutcome", "inspecting", {"outcome": "SANCTIONED", "note": "警告"}),
    ):
        done = await front.do(field, name, referralId=id_, **given)
        assert done["userErrors"] == [], field

    found = (await front.data(ONE, id=id_))["disciplineReferral"]
    assert (found["state"], found["version"], found["organ"]) == ("CONCLUDED", 7, "370900")
    assert [one["label"] for one in found["grounds"]] == ["不作为", "工作作风粗暴"]
    assert (found["consequence"]["code"], found["outcome"]["code"]) == ("SERIOUS_CONSEQUENCE", "SANCTIONED")
    assert (found["facts"], found["receiptNo"]) == ("拒不办理，态度粗暴。", "收字1号")
    assert found["persons"] == [{"name": "周八", "position": "科长", "account": None}]
    assert [(one["act"]["code"], one["note"]) for one in found["steps"] if one["note"]] == [
        ("review", "情况属实"), ("recordOutcome", "警告"),
    ]  # fmt: skip
    assert [found[key]["name"] for key in ("proposedBy", "reviewedBy", "approvedBy")] == [
        "proposer", "reviewing", "approving",
    ]  # fmt: skip
    (sealed,) = found["evidence"]
    assert json.loads(sealed["bundle"])["manifest"]["about"]["referral"] == str(
        await front.bureau.office.pool.fetchval("select id from discipline_referral_referral")
    )


async def test_the_rest_of_the_mutations_through_the_api(front: Front) -> None:
    bureau = front.bureau
    proposed = encode("discipline_referral", await bureau.brought(State.PROPOSED))
    taken = await front.do(
        "takeUpDisciplineReferral", "proposer", referralId=proposed, consequence="ADVERSE_INFLUENCE", facts="推诿。",
        persons=[{"name": "吴九"}],
    )  # fmt: skip
    assert (taken["userErrors"], taken["referral"]["state"]) == ([], "SUGGESTED")
    somebody = front.account("beside_the_county")
    added = await front.do(
        "addDisciplineOfficer", "inspecting", "officers { account { name } }", referralId=proposed, accountId=somebody
    )
    removed = await front.do("removeDisciplineOfficer", "inspecting", referralId=proposed, accountId=somebody)
    assert "beside_the_county" in {one["account"]["name"] for one in added["referral"]["officers"]}
    assert removed["userErrors"] == []
    rejected = await front.do("rejectDisciplineReferral", "reviewing", referralId=proposed, reason="不足")
    assert rejected["referral"]["state"] == "REJECTED"
    mine = encode("discipline_referral", await bureau.brought(State.SUGGESTED))
    withdrawn = await front.do("withdrawDisciplineReferral", "proposer", referralId=mine, reason="重复")
    assert withdrawn["referral"]["state"] == "WITHDRAWN"


async def test_a_refusal_names_plug_in_article_and_field(front: Front) -> None:
    case = await front.bureau.case("ta-housing")

    refused = await front.do("suggestDisciplineReferral", "proposer", **await front.suggestion(case, grounds=[]))

    assert refused == {
        "referral": None,
        "userErrors": [
            {"code": "DISCIPLINE_REFERRAL_NO_GROUND", "message": "至少应当选择一种情形。", "field": ["input", "grounds"],
             "plugin": "discipline_referral", "article": "21"}
        ],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("input", "field"),
    [({"caseId": "x"}, "caseId"), ({"unitId": encode("case", new_id())}, "unitId"), ({"officers": ["x"]}, "officers")],
)
async def test_an_id_of_something_else_is_not_found(input: dict[str, Any], field: str, front: Front) -> None:
    given = await front.suggestion(await front.bureau.case("ta-housing"), **input)

    (error,) = (await front.do("suggestDisciplineReferral", "proposer", **given))["userErrors"]

    assert (error["code"], error["field"][:2]) == ("NOT_FOUND", ["input", field])


async def test_reading_content_is_on_record_before_it_is_told_and_lists_are_not(front: Front) -> None:
    id_ = await front.bureau.brought(State.REVIEWED)
    before = await _entries(front)

    await front.data(LIST)
    assert await _entries(front) == before

    await front.data(ONE, id=encode("discipline_referral", id_))
    added = (await _entries(front))[len(before) :]
    assert {row["act"] for row in added} == {Act.READ}
    assert {row["actor"] for row in added} == {front.bureau.people["inspecting"].id}
    assert {json.loads(row["body"])["field"] for row in added} == {"discipline_referral_referral.facts"}


async def test_the_audit_is_for_those_it_is_granted_to(front: Front) -> None:
    id_ = encode("discipline_referral", await front.bureau.brought(State.REVIEWED))

    told = (await front.data(AUDIT, id=id_))["disciplineReferral"]["audit"]
    withheld = (await front.data(AUDIT, "reviewing", id=id_))["disciplineReferral"]["audit"]

    assert [(one["act"]["code"], one["version"]) for one in told["nodes"]] == [("suggest", 1), ("review", 2)]
    assert withheld is None


async def test_a_referral_is_with_its_case_for_its_officers_and_an_empty_list_for_others(front: Front) -> None:
    bureau = front.bureau
    case, bare = await bureau.case("ta-housing"), await bureau.case("ta-housing")
    referral = encode("discipline_referral", await bureau.brought(State.SUGGESTED, case))

    async def of(case_id: Any, name: str) -> Any:
        return (await front.data(OF_CASE, name, id=encode("case", case_id)))["node"]["disciplineReferrals"]

    assert await of(case, "inspecting") == [{"id": referral}]
    assert await of(case, "supervisor") == await of(bare, "supervisor") == await of(bare, "inspecting") == []


async def test_off_in_its_district_it_is_gone_and_back_again_as_it_was(front: Front) -> None:
    bureau, office = front.bureau, front.bureau.office
    referral = await bureau.brought(State.SUGGESTED)
    row = await bureau.row(referral)
    case, id_ = encode("case", row["case_id"]), encode("discipline_referral", referral)

    await office.switch("discipline_referral", ["370911"])
    assert (await front.data(LIST))["disciplineReferrals"] == {"totalCount": 0, "nodes": []}
    assert (await front.data(ONE, id=id_))["disciplineReferral"] is None
    assert (await front.data(OF_CASE, id=case))["node"]["disciplineReferrals"] is None
    await office.switch("discipline_referral", [])
    assert await front.refused(LIST) == ["PLUGIN_DISABLED"]
    await office.switch("discipline_referral", [row["gate"]])
    assert (await front.data(LIST))["disciplineReferrals"]["totalCount"] == 1


async def test_a_repeat_of_the_same_call_suggests_once(front: Front) -> None:
    given = await front.suggestion(await front.bureau.case("ta-housing"), idempotencyKey="one-and-the-same")

    first = await front.do("suggestDisciplineReferral", "proposer", **given)
    again = await front.do("suggestDisciplineReferral", "proposer", **given)

    assert first == again
    assert await front.bureau.office.pool.fetchval("select count(*) from discipline_referral_referral") == 1


async def _entries(front: Front) -> list[Any]:
    rows = await front.bureau.office.pool.fetch(
        "select act, actor, body::text as body from discipline_referral_audit order by pos"
    )
    return list(rows)
