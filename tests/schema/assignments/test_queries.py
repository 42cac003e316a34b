"""Lists of assignments: a unit's inbox by due date, by filter and by order; never another unit's work."""

from typing import Any

import pytest

from tests.schema.conftest import Api
from tests.schema.support.desk import Desk

LIST = """query($filter: AssignmentFilter, $orderBy: AssignmentOrder, $first: Int, $after: String) {
  assignments(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } nodes { id state role dueAt unit { code } case { id } } } }"""
BOTH = (("ta-housing", "LEAD"), ("ta-transport", "CO_HANDLER"))


async def listed(api: Api, role: str = "unit_liaison", **variables: Any) -> dict[str, Any]:
    data = await api.data(LIST, role, **variables)
    return dict(data["assignments"])


async def test_a_unit_finds_its_own_work_and_nobody_elses(api: Api, desk: Desk) -> None:
    case, parts = await desk.dispatched(*BOTH)

    inbox, overview = await listed(api), await listed(api, "dispatcher")

    assert [one["id"] for one in inbox["nodes"]] == [parts["ta-housing"]]
    assert {one["unit"]["code"] for one in overview["nodes"]} == {"ta-housing", "ta-transport"}
    assert {one["case"]["id"] for one in overview["nodes"]} == {case}


@pytest.mark.parametrize(
    ("filter", "found"),
    [
        ({"state": ["PENDING_ACCEPTANCE"]}, {"ta-housing", "ta-transport"}),
        ({"state": ["IN_HANDLING"]}, set()),
        ({"role": ["CO_HANDLER"]}, {"ta-transport"}),
        ({"dueBefore": "2026-11-16T10:00:00+08:00"}, set()),
        ({"dueBefore": "2027-12-31T00:00:00+08:00", "role": ["LEAD"]}, {"ta-housing"}),
    ],
)
async def test_every_condition_must_hold(api: Api, desk: Desk, filter: dict[str, Any], found: set[str]) -> None:
    await desk.dispatched(*BOTH)

    page = await listed(api, "dispatcher", filter=filter)

    assert {one["unit"]["code"] for one in page["nodes"]} == found
    assert page["totalCount"] == len(found)


async def test_a_unit_is_asked_for_with_those_below_it(api: Api, desk: Desk) -> None:
    await desk.dispatched(*BOTH)

    own = await listed(api, "dispatcher", filter={"unitId": await desk.unit("ta-transport")})
    city = await listed(api, "dispatcher", filter={"unitId": await desk.unit("ta")})

    assert [one["unit"]["code"] for one in own["nodes"]] == ["ta-transport"]
    assert city["totalCount"] == 2


async def test_an_id_that_is_no_units_is_refused(api: Api, desk: Desk) -> None:
    case, _ = await desk.dispatched()

    assert await api.refusal(LIST, "dispatcher", filter={"unitId": case}) == "NOT_FOUND"


@pytest.mark.parametrize("field", ["DUE_AT", "DISPATCHED_AT"])
@pytest.mark.parametrize("direction", ["ASC", "DESC"])
async def test_pages_of_an_order_make_the_whole(api: Api, desk: Desk, field: str, direction: str) -> None:
    for _ in range(3):
        await desk.dispatched()
    order = {"field": field, "direction": direction}

    seen: list[str] = []
    after = None
    while True:
        page = await listed(api, orderBy=order, first=1, after=after)
        seen += [one["id"] for one in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]

    assert seen == [one["id"] for one in (await listed(api, orderBy=order))["nodes"]]
    assert len(set(seen)) == 3
