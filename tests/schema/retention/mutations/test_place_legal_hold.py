"""Holds through the schema, and what is left to read of an anonymised case."""

from pathlib import Path

from schema.relay.ids import encode
from tests.core.retention.old import ended, ran, store, wait
from tests.schema.conftest import Api

PLACE = """mutation($input: PlaceLegalHoldInput!) { placeLegalHold(input: $input) {
    case { version lastEventType } userErrors { code field } } }"""
LIFT = "mutation($input: LiftLegalHoldInput!) { liftLegalHold(input: $input) { case { version } userErrors { code } } }"
READ = """query($id: ID!) { case(by: {id: $id}) { state kind title content place externalNo lastEventType
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
    assert found["reporter"] == {"name": None, "phone": None, "company": None}
    assert not any(action["allowed"] for action in found["allowedActions"])
    assert "去标识化" in [event["type"]["label"] for event in found["events"]]
