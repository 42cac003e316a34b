"""Keyset pages: every row once, in order, from both ends, under one filter."""

from typing import Any

import pytest

from tests.schema.conftest import Api

PAGE = """query($first: Int, $after: String, $last: Int, $before: String, $filter: UnitFilter) {
  units(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
    edges { cursor node { code } } nodes { code }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""


async def page(api: Api, **asked: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await api.data(PAGE, **asked))["units"]
    return found


def codes(found: dict[str, Any]) -> list[str]:
    return [node["code"] for node in found["nodes"]]


async def whole(api: Api) -> list[str]:
    rows = await api.office.pool.fetch("select code from unit order by path")
    return [row["code"] for row in rows]


async def test_walking_forward_meets_every_unit_once_in_order(api: Api) -> None:
    met, after = list[str](), None
    while True:
        found = await page(api, first=100, after=after)
        met += codes(found)
        after = found["pageInfo"]["endCursor"]
        if not found["pageInfo"]["hasNextPage"]:
            break
    assert met == await whole(api)


async def test_walking_backward_meets_the_same_units(api: Api) -> None:
    met, before = list[str](), None
    while True:
        found = await page(api, last=100, before=before)
        met = codes(found) + met
        before = found["pageInfo"]["startCursor"]
        if not found["pageInfo"]["hasPreviousPage"]:
            break
    assert met == await whole(api)


async def test_without_a_size_a_page_has_twenty(api: Api) -> None:
    found = await page(api)
    assert len(found["nodes"]) == 20
    assert [edge["node"] for edge in found["edges"]] == found["nodes"]


async def test_a_page_between_two_cursors(api: Api) -> None:
    # given the cursors of the first and the fifth unit
    edges = (await page(api, first=5))["edges"]
    # when asking between them
    found = await page(api, first=10, after=edges[0]["cursor"], before=edges[4]["cursor"])
    # then the three in between are there
    assert codes(found) == (await whole(api))[1:4]


@pytest.mark.parametrize("asked", [{"first": 0}, {"first": 101}, {"first": -1}, {"last": 0}, {"first": 1, "last": 1}])
async def test_impossible_sizes_are_refused(api: Api, asked: dict[str, int]) -> None:
    assert await api.refusal(PAGE, **asked) == "BAD_USER_INPUT"


@pytest.mark.parametrize("cursor", ["", "x", "====", "eyJhIjoxfQ", "游标", "A" * 600, "arrayconnection:1"])
async def test_what_is_no_cursor_is_refused(api: Api, cursor: str) -> None:
    assert await api.refusal(PAGE, after=cursor) == "BAD_USER_INPUT"


async def test_a_cursor_holds_for_its_filter_only(api: Api) -> None:
    cursor = (await page(api, first=1, filter={"level": "CITY"}))["pageInfo"]["endCursor"]
    assert await api.refusal(PAGE, after=cursor) == "BAD_USER_INPUT"
    assert len(codes(await page(api, first=1, after=cursor, filter={"level": "CITY"}))) == 1


async def test_a_cursor_holds_for_its_list_only(api: Api) -> None:
    asked = "query($after: String) { districts(after: $after) { nodes { code } } }"
    cursor = (await page(api, first=1))["pageInfo"]["endCursor"]
    assert await api.refusal(asked, after=cursor) == "BAD_USER_INPUT"


async def test_a_cursor_of_another_key_is_refused(api: Api) -> None:
    cursor = (await page(api, first=1))["pageInfo"]["endCursor"]
    other = api.context("operator")
    other.signing_key = bytes(32)
    assert await api.refusal(PAGE, context=other, after=cursor) == "BAD_USER_INPUT"


async def test_nothing_after_the_last(api: Api) -> None:
    last = (await page(api, last=1))["pageInfo"]["endCursor"]
    found = await page(api, after=last)
    assert (found["nodes"], found["pageInfo"]["hasNextPage"], found["pageInfo"]["endCursor"]) == ([], False, None)
