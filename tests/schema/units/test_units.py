"""Units: the first users of the declarations."""

from tests.schema.conftest import Api

TREE = """
{ unit(by: {code: "ta-hotline"}) {
    id code name kind { set code label owner } level active capabilities { code label }
    district { code name parent { code } } parent { code children(first: 3) { nodes { code } pageInfo { hasNextPage } } }
    liaisonOfficers { name phone } } }
"""


async def test_a_unit_is_told_with_its_relations_and_labels(api: Api) -> None:
    # when an operator asks for the agency by code
    found = (await api.data(TREE))["unit"]
    # then columns, codes with labels, relations to one, to many and to pages are there
    assert found["code"] == "ta-hotline"
    assert found["kind"] == {"set": "unit_kind", "code": "HOTLINE_AGENCY", "label": "热线工作机构", "owner": "core"}
    assert found["capabilities"] == [{"code": "HOTLINE", "label": "热线受理"}]
    assert found["district"] == {"code": "370900", "name": "泰安市", "parent": None}
    assert found["parent"]["code"] == "ta"
    assert len(found["parent"]["children"]["nodes"]) == 3
    assert found["parent"]["children"]["pageInfo"]["hasNextPage"] is True


async def test_the_same_unit_by_id(api: Api) -> None:
    by_code = await api.data('{ unit(by: {code: "ta"}) { id } }')
    id_ = by_code["unit"]["id"]
    found = await api.data("query($id: ID!) { unit(by: {id: $id}) { code } node(id: $id) { __typename id } }", id=id_)
    assert found == {"unit": {"code": "ta"}, "node": {"__typename": "Unit", "id": id_}}


async def test_who_may_not_read_units_finds_none(api: Api) -> None:
    # given the id of a unit
    id_ = (await api.data('{ unit(by: {code: "ta"}) { id } }'))["unit"]["id"]
    # when somebody without unit.read asks in every way there is
    asked = """query($id: ID!) { unit(by: {id: $id}) { code } node(id: $id) { id } nodes(ids: [$id]) { id }
               units { nodes { code } totalCount } districts { nodes { code } } }"""
    viewer = api.context("operator")
    viewer.viewer = without_grants(viewer.viewer)
    found = await api.data(asked, context=viewer, id=id_)
    # then nothing is there, and nothing raises
    empty = {"nodes": []}
    assert found == {
        "unit": None,
        "node": None,
        "nodes": [None],
        "units": empty | {"totalCount": 0},
        "districts": empty,
    }


async def test_a_filter_narrows_list_and_total(api: Api) -> None:
    found = await api.data(
        '{ units(filter: {kind: "GOVERNMENT"}) { totalCount totalCountIsCapped nodes { kind { code } } } }'
    )
    kinds = {node["kind"]["code"] for node in found["units"]["nodes"]}
    assert (found["units"]["totalCount"], found["units"]["totalCountIsCapped"], kinds) == (7, False, {"GOVERNMENT"})


async def test_several_conditions_all_hold(api: Api) -> None:
    found = await api.data(
        '{ units(filter: {capability: "WATER", district: "370902", active: true, level: COUNTY}) { nodes { code '
        "capabilities { code } district { code } } } }"
    )
    assert all("WATER" in [one["code"] for one in node["capabilities"]] for node in found["units"]["nodes"])
    assert {node["district"]["code"] for node in found["units"]["nodes"]} <= {"370902"}


async def test_both_keys_at_once_are_refused(api: Api) -> None:
    assert await api.refusal('{ unit(by: {code: "ta", id: "x"}) { id } }') == "BAD_USER_INPUT"


def without_grants(viewer: object) -> object:
    from dataclasses import replace

    return replace(viewer, grants=())
