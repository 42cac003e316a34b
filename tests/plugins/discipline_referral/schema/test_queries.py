"""The list of referrals: conditions, pages, and one by its id."""

from typing import Any
from uuid import UUID

import pytest

from plugins.discipline_referral.states import State
from schema.relay.ids import encode
from tests.plugins.discipline_referral.schema.conftest import Front

LIST = """query($filter: DisciplineReferralFilter, $first: Int, $after: String) {
  disciplineReferrals(filter: $filter, first: $first, after: $after) {
    totalCount nodes { id } pageInfo { hasNextPage endCursor } } }"""


@pytest.fixture
async def three(front: Front) -> list[str]:
    """Three, the newest first: two of ta-housing, one of them reviewed, and one of the county."""
    bureau = front.bureau
    first = await bureau.brought(State.SUGGESTED)
    second = await bureau.brought(State.REVIEWED)
    third = await bureau.suggest(await bureau.case("370902"), "370902", grounds=("RUDENESS",))
    return [encode("discipline_referral", one) for one in (third, second, first)]


async def listed(front: Front, **variables: Any) -> list[str]:
    return [one["id"] for one in (await front.data(LIST, **variables))["disciplineReferrals"]["nodes"]]


async def test_conditions_and_pages(front: Front, three: list[str]) -> None:
    housing = encode("unit", front.bureau.desk.world.units["ta-housing"])

    assert await listed(front) == three
    assert await listed(front, filter={"state": ["REVIEWED"]}) == three[1:2]
    assert await listed(front, filter={"ground": "RUDENESS"}) == three[:1]
    assert await listed(front, filter={"unitId": housing}) == three[1:]
    assert await listed(front, filter={"unitId": housing, "state": ["SUGGESTED", "REJECTED"]}) == three[2:]
    page = (await front.data(LIST, first=2))["disciplineReferrals"]
    assert await listed(front, first=2, after=page["pageInfo"]["endCursor"]) == three[2:]


async def test_a_unit_s_id_that_is_none_is_not_found(front: Front) -> None:
    assert await front.refused(LIST, filter={"unitId": "x"}) == ["NOT_FOUND"]


@pytest.mark.parametrize("id_", ["x", encode("case", UUID(int=1))])
async def test_what_is_no_referral_s_id_finds_none(id_: str, front: Front) -> None:
    found = await front.data("query($id: ID!) { disciplineReferral(id: $id) { id } }", id=id_)

    assert found == {"disciplineReferral": None}
