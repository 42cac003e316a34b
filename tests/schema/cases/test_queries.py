"""One case, lists of cases by filter, order and keyset, and what is open on each; nothing that is not the viewer's."""

from datetime import timedelta
from typing import Any

import pytest

from tests.schema.conftest import Api
from tests.schema.support.desk import Desk

ONE = "query($by: CaseKey!) { case(by: $by) { id caseNo state title content reporter { name phone } } }"
LIST = """query($filter: CaseFilter, $orderBy: CaseOrder, $first: Int, $after: String) {
  cases(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    totalCount totalCountIsCapped pageInfo { hasNextPage endCursor } nodes { id caseNo state title } } }"""
ACTIONS = """query($by: CaseKey!) { case(by: $by) {
  allowedActions { verb { code label } allowed reasonCode reason article }
  assignments { allowedActions { verb { code } allowed reasonCode } } } }"""


async def listed(api: Api, role: str = "operator", **variables: Any) -> dict[str, Any]:
    data = await api.data(LIST, role, **variables)
    return dict(data["cases"])


async def test_a_case_is_found_by_id_and_by_number(api: Api, desk: Desk) -> None:
    case = await desk.registered()

    by_id = (await api.data(ONE, by={"id": case}))["case"]
    by_number = (await api.data(ONE, by={"caseNo": by_id["caseNo"]}))["case"]

    assert by_id == by_number
    assert (by_id["title"], by_id["state"]) == ("电梯停运", "RECEIVED")
    assert by_id["reporter"] == {"name": "张**", "phone": "138****1234"}


async def test_the_handling_unit_of_a_report_sees_the_matter_and_never_the_reporter(api: Api, desk: Desk) -> None:
    case, _ = await desk.dispatched(kind="REPORT")

    seen = (await api.data(ONE, "unit_liaison", by={"id": case}))["case"]

    assert seen["content"] == "小区电梯停运三天。"
    assert seen["reporter"] is None


async def test_absent_hidden_and_malformed_cases_are_the_same_null(api: Api, desk: Desk) -> None:
    case = await desk.registered()

    for role, key in (("unit_liaison", case), ("operator", "nonsense"), ("administrator", case)):
        assert (await api.data(ONE, role, by={"id": key}))["case"] is None
    assert (await api.data(ONE, by={"caseNo": "TA202611169999990"}))["case"] is None


async def test_a_list_is_paged_by_keyset_without_loss_or_repetition(api: Api, desk: Desk) -> None:
    made = []
    for _ in range(7):
        made.append(await desk.registered())
        api.office.clock.set(api.office.clock.now() + timedelta(minutes=1))

    seen: list[str] = []
    after = None
    while True:
        page = await listed(api, first=3, after=after)
        seen += [node["id"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break

    assert seen == made[::-1]
    assert (page["totalCount"], page["totalCountIsCapped"]) == (7, False)


@pytest.mark.parametrize(
    ("filter_", "found"),
    [
        ({"state": ["RECEIVED"]}, {"plain", "gas"}),
        ({"kind": ["CONSULTATION"]}, {"gas"}),
        ({"district": "370902"}, {"gas"}),
        ({"district": "370900"}, {"plain", "gas", "housing"}),
        ({"category": "01"}, {"housing"}),
        ({"enterprise": True}, set()),
        ({"registeredFrom": "2026-11-16T10:30:00+08:00"}, {"housing"}),
        ({"registeredBefore": "2026-11-16T10:30:00+08:00", "state": ["RECEIVED", "CLOSED"]}, {"plain", "gas"}),
        ({"dueBefore": "2026-11-16T10:00:00+08:00"}, set()),
    ],
)
async def test_every_condition_of_a_filter_must_hold(
    api: Api, desk: Desk, filter_: dict[str, Any], found: set[str]
) -> None:
    ids = {
        await desk.registered(): "plain",
        await desk.registered(kind="CONSULTATION", district="370902"): "gas",
    }
    api.office.clock.set(api.office.clock.now() + timedelta(hours=1))
    ids[await desk.accepted()] = "housing"

    page = await listed(api, filter=filter_)

    assert {ids[node["id"]] for node in page["nodes"]} == found
    assert page["totalCount"] == len(found)


async def test_a_unit_lists_what_it_handles_and_an_agency_what_lies_in_its_place(api: Api, desk: Desk) -> None:
    handled, _ = await desk.dispatched()
    elsewhere = await desk.registered(district="370983")
    near = await desk.registered(district="370902")

    assert [node["id"] for node in (await listed(api, "unit_liaison"))["nodes"]] == [handled]
    assert [node["id"] for node in (await listed(api, "county_officer"))["nodes"]] == [near]
    assert {node["id"] for node in (await listed(api, "operator"))["nodes"]} == {handled, elsewhere, near}
    assert (await listed(api, "developer"))["nodes"] == []


async def test_a_cursor_belongs_to_its_filter_and_order(api: Api, desk: Desk) -> None:
    for _ in range(3):
        await desk.registered()
    cursor = (await listed(api, first=1))["pageInfo"]["endCursor"]

    other_filter = await api.refusal(LIST, filter={"state": ["RECEIVED"]}, first=1, after=cursor)
    other_order = await api.refusal(LIST, orderBy={"field": "DUE_AT", "direction": "ASC"}, first=1, after=cursor)

    assert (other_filter, other_order) == ("BAD_USER_INPUT", "BAD_USER_INPUT")


async def test_actions_say_what_is_open_and_why_the_rest_is_not(api: Api, desk: Desk) -> None:
    case, _ = await desk.dispatched()

    data = (await api.data(ACTIONS, "dispatcher", by={"id": case}))["case"]
    on_case = {one["verb"]["code"]: one for one in data["allowedActions"]}
    (part,) = data["assignments"]
    on_assignment = {one["verb"]["code"]: one for one in part["allowedActions"]}

    assert on_case["requestAdjudication"]["allowed"]
    assert on_case["requestAdjudication"]["verb"]["label"] == "提请研判"
    refused = on_case["dispatchCase"]
    assert (refused["allowed"], refused["reasonCode"], refused["article"]) == (False, "NOT_IN_STATE", "14(1), 14(2)")
    assert on_case["ruleAndDispatch"]["reasonCode"] == "NOT_ALLOWED"
    assert on_assignment["reassign"]["allowed"]
    assert on_assignment["acceptAssignment"] == {
        "verb": {"code": "acceptAssignment"}, "allowed": False, "reasonCode": "NOT_ALLOWED",
    }  # fmt: skip


SHARED = """query($by: CaseKey!) { case(by: $by) {
  assignments { unit { code } } deadlines { assignment { unit { code } } kind { code } } events { type { code } body } } }"""


async def test_a_unit_of_a_shared_case_reads_its_own_part_and_not_its_neighbour_s(api: Api, desk: Desk) -> None:
    case, _ = await desk.dispatched(("ta-housing", "PARALLEL"), ("ta-citymgmt", "PARALLEL"))

    seen = (await api.data(SHARED, "unit_liaison", by={"id": case}))["case"]
    whole = (await api.data(SHARED, "dispatcher", by={"id": case}))["case"]

    assert {one["unit"]["code"] for one in seen["assignments"]} == {"ta-housing"}
    assert {one["assignment"]["unit"]["code"] for one in seen["deadlines"] if one["assignment"]} == {"ta-housing"}
    assert len(seen["deadlines"]) == len(whole["deadlines"]) - 4
    assigned = [event["body"]["role"] for event in seen["events"] if event["type"]["code"] == "assigned"]
    assert len(assigned) == 1
    assert len([event for event in whole["events"] if event["type"]["code"] == "assigned"]) == 2


async def test_an_attachment_says_where_its_bytes_are(api: Api, desk: Desk) -> None:
    file = await desk.attachment()
    case = await desk.registered(attachments=[file])

    data = await api.data("query($by: CaseKey!) { case(by: $by) { attachments { id path sha256 } } }", by={"id": case})

    assert data["case"]["attachments"] == [{"id": file, "path": f"/attachments/{file}", "sha256": None}]
