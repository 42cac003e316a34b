"""Searching through the schema."""

import pytest

from core.codes.registry import load_codes
from schema.compose import build_schema
from schema.relay.ids import encode
from schema.search.queries import SearchQueries
from tests.core.search.test_queries import PHONE, WHO, register
from tests.schema.conftest import Api
from tests.support.office import Office

SEARCH = "query($text: String!, $first: Int) { search(text: $text, first: $first) { id title reporter { phone } } }"


@pytest.fixture
async def desk(office: Office) -> Api:
    return Api(build_schema(queries=(SearchQueries,), mutations=()), office, await load_codes(office.read))


async def test_cases_are_found_with_whatever_of_them_is_asked(desk: Api) -> None:
    id_ = await register(desk.office, reporter=WHO)
    case = {"id": encode("case", id_), "title": "小区路灯不亮", "reporter": {"phone": "138****2345"}}
    for text in (PHONE, "路灯"):
        assert await desk.data(SEARCH, text=text) == {"search": [case]}


async def test_who_may_not_search_finds_nothing(desk: Api) -> None:
    await register(desk.office)
    assert await desk.data(SEARCH, "supervisor", text="路灯") == {"search": None}


async def test_no_more_are_found_than_asked_for_and_20_without_asking(desk: Api) -> None:
    for _ in range(21):
        await register(desk.office)
    assert len((await desk.data(SEARCH, text="路灯"))["search"]) == 20
    assert len((await desk.data(SEARCH, text="路灯", first=3))["search"]) == 3
    assert len((await desk.data(SEARCH, text="路灯", first=100))["search"]) == 21


@pytest.mark.parametrize("first", [0, -1, 101])
async def test_another_number_is_refused(desk: Api, first: int) -> None:
    assert await desk.refusal(SEARCH, text="路灯", first=first) == "BAD_USER_INPUT"


async def test_a_long_text_is_refused(desk: Api) -> None:
    assert await desk.refusal(SEARCH, text="路" * 201) == "SEARCH_TEXT_TOO_LONG"
