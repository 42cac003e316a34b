"""Places."""

from tests.schema.conftest import Api


async def test_a_place_with_the_places_below_it(api: Api) -> None:
    found = await api.data(
        '{ district(code: "370900") { name kind { label } parent { code } children { code parent { name } } } }'
    )
    city = found["district"]
    assert (city["name"], city["kind"], city["parent"]) == ("泰安市", {"label": "市"}, None)
    assert "370902" in [child["code"] for child in city["children"]]
    assert {child["parent"]["name"] for child in city["children"]} == {"泰安市"}


async def test_one_level_as_pages(api: Api) -> None:
    found = await api.data('{ districts(under: "370900", first: 2) { nodes { code } pageInfo { hasNextPage } } }')
    assert (len(found["districts"]["nodes"]), found["districts"]["pageInfo"]["hasNextPage"]) == (2, True)


async def test_an_unknown_place_is_null(api: Api) -> None:
    assert await api.data('{ district(code: "999999") { code } }') == {"district": None}
