"""Holds through the schema, and what is left to read of an anonymised case."""

from pathlib import Path

from schema.relay.ids import encode
from tests.core.retention.old import TITLE, ended, ran, store, wait
from tests.schema.conftest import Api
from tests.schema.plan.test_reads import Door

PLACE = """mutation($input: PlaceLegalHoldInput!) { placeLegalHold(input: $input) {
    case { version lastEventType } userErrors { code field } } }"""
LIFT = "mutation($input: LiftLegalHoldInput!) { liftLegalHold(input: $input) { case { version } userErrors { code } } }"
LIST = "{ cases { nodes { id title content anonymisedAt reporter { name } } } }"
READ = """query($id: ID!) { case(by: {id: $id}) { state kind title content place externalNo lastEventType frozenAt anonymisedAt
    reporter { name phone company } corrections { reason } allowedActions { allowed reasonCode } events { type { label } } } }"""


async def test_a_case_is_held_and_let_go(api: Api) -> None:
    case = encode("case", await ended(api.office))
    held = await api.data(PLACE, "city_lead", input={"caseId": case, "reason": "诉讼"})
    assert held["placeLegalHold"] == {"case": {"version": 3, "lastEventType": "legalHoldPlaced"}, "userErrors": []}
    lifted = await api.data(LIFT, "city_lead", input={"caseId": case})
    assert lifted["liftLegalHold"] == {"case": {"version": 4}, "userErrors": []}
    again = await api.data(LIFT, "city_lead", input={"caseId": case})
    assert again["liftLegalHold"] == {"case": None, "userErrors": [{"code": "NOT_HELD"}]}


async def test_whoever_may_not_is_refused(api: Api) -> None:
    case = encode("case", await ended(api.office))
    refused = await api.data(PLACE, "operator", input={"caseId": case, "reason": "诉讼"})
    assert refused["placeLegalHold"]["userErrors"][0]["code"] == "NOT_ALLOWED"


async def test_an_anonymised_case_is_read_as_what_is_left_of_it(api: Api, tmp_path: Path) -> None:
    case = await ended(api.office)
    wait(api.office, days=740)
    await ran(api.office, store(tmp_path))

    found = (await api.data(READ, "city_lead", id=encode("case", case)))["case"]

    assert (found["state"], found["kind"], found["lastEventType"]) == ("WITHDRAWN", "COMPLAINT", "caseAnonymised")
    assert [found[name] for name in ("title", "content", "place", "externalNo")] == [None] * 4
    assert found["frozenAt"] == found["anonymisedAt"] == "2028-11-25T10:01:00.000+08:00"
    assert found["reporter"] == {"name": None, "phone": None, "company": None}
    assert not any(action["allowed"] for action in found["allowedActions"])
    assert "去标识化" in [event["type"]["label"] for event in found["events"]]


async def test_a_plan_shows_an_anonymised_case_among_others_as_the_executor_does(api: Api, tmp_path: Path) -> None:
    await ended(api.office)
    wait(api.office, days=740)
    await ran(api.office, store(tmp_path))
    await ended(api.office)
    by_executor = (await api.data(LIST, "operator"))["cases"]["nodes"]

    by_plan = await Door(api).twice(LIST)

    assert by_plan["cases"]["nodes"] == by_executor
    assert sorted([node["title"] for node in by_executor], key=str) == [None, TITLE]
