"""`node` and `nodes`."""

from uuid import UUID

import pytest

from schema.relay.ids import encode
from tests.schema.conftest import Api

NODES = "query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Unit { code } } }"


@pytest.fixture
async def unit_id(api: Api) -> str:
    found: str = (await api.data('{ unit(by: {code: "ta"}) { id } }'))["unit"]["id"]
    return found


async def test_order_repeats_and_gaps_are_kept(api: Api, unit_id: str) -> None:
    # given ids that exist, repeat, are malformed, unknown, of a type without nodes, and of no type
    district = encode("district", UUID(int=1))
    ids = [unit_id, "nonsense", encode("unit", UUID(int=1)), unit_id, district, encode("nothing", UUID(int=1))]
    # then each place answers for itself
    there = {"id": unit_id, "code": "ta"}
    assert (await api.data(NODES, ids=ids))["nodes"] == [there, None, None, there, None, None]


async def test_no_ids_no_nodes(api: Api) -> None:
    assert (await api.data(NODES, ids=[]))["nodes"] == []


async def test_a_hundred_ids_are_one_read(api: Api, unit_id: str) -> None:
    assert len((await api.data(NODES, ids=[unit_id] * 100))["nodes"]) == 100


async def test_a_hundred_and_one_ids_are_refused(api: Api, unit_id: str) -> None:
    assert await api.refusal(NODES, ids=[unit_id] * 101) == "BAD_USER_INPUT"


@pytest.mark.parametrize("id", ["", " ", "AAAA", "游标", "x" * 5000])
async def test_a_malformed_id_is_nobody(api: Api, id: str) -> None:
    assert (await api.data("query($id: ID!) { node(id: $id) { id } }", id=id))["node"] is None
