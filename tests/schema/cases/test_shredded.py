"""A shredded case through the schema: every text is null, by a plan and by the executor, and nothing fails."""

from pathlib import Path
from typing import Any

from core.attachments.store import open_store
from core.keys.shred import shred
from tests.schema.conftest import Api
from tests.schema.plan.test_reads import Door
from tests.schema.support.desk import Desk

ASK = """query($by: CaseKey!) { case(by: $by) {
  state title content place kind
  reporter { identityMode name phone company }
  assignments { state basis contacts { outcome { code } note } feedbacks { resolved actionsTaken publicReply } }
  events { type { code label } }
} }"""


async def shredded(api: Api, desk: Desk, files: Path) -> str:
    """The number of a case that was handled and is gone."""
    case, part = await desk.at_work()
    await desk.reported(part)
    found = (await api.data("query($by: CaseKey!) { case(by: $by) { caseNo } }", by={"id": case}))["case"]
    await api.office.pool.execute("update case_file set state = 'CLOSED', closed_at = now()")
    await api.office.pool.execute("update clock set stopped_at = now()")
    await shred(api.office.pool, api.office.services, open_store(None, files), found["caseNo"])
    return str(found["caseNo"])


async def test_its_texts_are_null_and_its_codes_are_there(api: Api, desk: Desk, tmp_path: Path) -> None:
    number = await shredded(api, desk, tmp_path)
    door = Door(api)

    by_executor = (await api.data(ASK, by={"caseNo": number}))["case"]
    by_plan: dict[str, Any] = (await door.twice(ASK, by={"caseNo": number}))["case"]

    assert by_plan == by_executor
    assert [by_plan[name] for name in ("title", "content", "place")] == [None] * 3
    assert by_plan["reporter"] == {"identityMode": "REAL_NAME", "name": None, "phone": None, "company": None}
    (part,) = by_plan["assignments"]
    assert part["contacts"] == [{"outcome": {"code": "REACHED"}, "note": None}]
    assert part["feedbacks"] == [{"resolved": True, "actionsTaken": None, "publicReply": None}]
    assert by_plan["events"][-1]["type"] == {"code": "caseShredded", "label": "销毁工单内容"}
    assert (by_plan["kind"], by_plan["state"]) == ("COMPLAINT", "CLOSED")


async def test_nothing_can_be_written_into_it(api: Api, desk: Desk, tmp_path: Path) -> None:
    number = await shredded(api, desk, tmp_path)
    case = (await api.data("query($by: CaseKey!) { case(by: $by) { id } }", by={"caseNo": number}))["case"]["id"]

    document = """mutation($input: ReopenWithNewFactsInput!) { reopenWithNewFacts(input: $input) {
      userErrors { code } } }"""
    answer = await api.data(document, input={"caseId": case, "newFacts": "又坏了"})

    assert answer["reopenWithNewFacts"]["userErrors"] == [{"code": "CASE_FROZEN"}]
