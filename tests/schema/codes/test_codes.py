"""Vocabularies in the request's language."""

from tests.schema.conftest import Api
from tests.schema.units.test_units import without_grants

CODES = "query($set: String!) { codes(set: $set) { set code label owner } }"


async def test_a_set_is_told_in_its_order(api: Api) -> None:
    found = (await api.data(CODES, set="desk"))["codes"]
    assert [code["label"] for code in found] == ["综合席", "法律专席", "涉企专席", "方言专席", "政策专席"]


async def test_labels_follow_the_request_s_language(api: Api) -> None:
    found = (await api.data(CODES, context=api.context("operator", "en"), set="desk"))["codes"]
    assert found[0] == {"set": "desk", "code": "GENERAL", "label": "General desk", "owner": "core"}


async def test_a_set_nobody_declared_is_empty(api: Api) -> None:
    assert (await api.data(CODES, set="nothing"))["codes"] == []


async def test_the_category_tree_is_walked_down_and_up(api: Api) -> None:
    found = await api.data(
        "{ categories { code label level parent { code } children { code parent { code } } } "
        ' under: categories(under: "01") { code } category(code: "0101") { label level } none: category(code: "x") { code } }'
    )
    first = found["categories"][0]
    assert (first["code"], first["label"], first["level"], first["parent"]) == ("01", "城乡建设", 1, None)
    assert [child["code"] for child in first["children"]] == [child["code"] for child in found["under"]]
    assert {child["parent"]["code"] for child in first["children"]} == {"01"}
    assert (found["category"], found["none"]) == ({"label": "物业管理", "level": 2}, None)


async def test_what_a_category_demands_is_labelled(api: Api) -> None:
    # given the first category that demands something
    entry = next(
        entry for entry in api.codes.categories.values() if entry.required_fields == ("name", "phone", "place")
    )
    asked = "query($code: String!) { category(code: $code) { requiredInformation { code label } longCycle } }"
    # then what it demands is told in words
    found = (await api.data(asked, code=entry.code))["category"]
    assert found["requiredInformation"] == [
        {"code": "name", "label": "姓名"},
        {"code": "phone", "label": "联系电话"},
        {"code": "place", "label": "事发地点"},
    ]
    assert found["longCycle"] is entry.long_cycle


async def test_the_utility_a_category_concerns_is_labelled(api: Api) -> None:
    entry = next(entry for entry in api.codes.categories.values() if entry.essential_utility == "WATER")
    asked = "query($code: String!) { category(code: $code) { essentialUtility { set code label } } }"
    found = (await api.data(asked, code=entry.code))["category"]
    assert found["essentialUtility"] == {"set": "capability", "code": "WATER", "label": "供水"}


async def test_who_may_not_read_codes_finds_none(api: Api) -> None:
    context = api.context("operator")
    context.viewer = without_grants(context.viewer)
    asked = '{ codes(set: "desk") { code } categories { code } category(code: "01") { code } }'
    assert await api.data(asked, context=context) == {"codes": None, "categories": None, "category": None}
