"""What the catalogue proposes, and why."""

from tests.schema.conftest import Api

PROPOSALS = """query($category: String!, $district: String!) { dispatchProposals(category: $category, district: $district) {
  role category { code } district { code } unit { code } } }"""


async def test_the_deepest_category_and_the_nearest_place_come_first(api: Api) -> None:
    found = (await api.data(PROPOSALS, "dispatcher", category="010101", district="370902"))["dispatchProposals"]

    assert found[0]["role"] == "LEAD"
    depths = [(len(one["category"]["code"]), one["district"]["code"] != "370900") for one in found]
    assert depths == sorted(depths, reverse=True)


async def test_an_unclassified_case_goes_to_its_place_s_agency(api: Api) -> None:
    found = (await api.data(PROPOSALS, "dispatcher", category="990000", district="370983"))["dispatchProposals"]

    assert found[0]["unit"] == {"code": "370983-hotline"}


async def test_who_may_not_read_the_catalogue_is_told_nothing(api: Api) -> None:
    found = await api.data(PROPOSALS, "developer", category="990000", district="370983")

    assert found["dispatchProposals"] == []
