from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from core.cases.commands.accept_case import accept_case
from core.cases.commands.dispatch_case import dispatch_case
from core.cases.commands.register_case import register_case
from core.cases.inputs.dispatch import DispatchCase, DispatchTarget
from core.cases.inputs.intake import RegisterCase, ReporterDetails
from core.cases.inputs.triage import AcceptCase
from core.cases.model import case_file
from core.cases.states import Channel, Kind, Role
from core.errors import Refused
from core.search.queries import search_cases
from core.units.model import unit
from tests.support.office import Office

PHONE, IDENTITY = "13853812345", "370902199001011234"
WHO = ReporterDetails(name="张三", phone=PHONE, identity_no=IDENTITY)


async def register(office: Office, title: str = "小区路灯不亮", role: str = "operator", **more: Any) -> UUID:
    """A case of 泰山区."""
    values: dict[str, Any] = {"channel": Channel.PHONE, "kind": Kind.HELP_REQUEST, "content": "x", "district": "370902"}
    outcome = await office.run(register_case, role, RegisterCase(**{**values, "title": title, **more}))
    return UUID(str(outcome.case_id))


async def dispatch(office: Office, case_id: UUID) -> None:
    """Send the case to the liaison officer's unit."""
    await office.run(accept_case, "dispatcher", AcceptCase(case_id=case_id, category="0101"))
    to = await office.read.fetch_value(select(unit.c.id).where(unit.c.code == "ta-housing"))
    target = DispatchTarget(unit_id=to, role=Role.LEAD, basis="x")
    await office.run(dispatch_case, "dispatcher", DispatchCase(case_id=case_id, targets=(target,)))


async def search(office: Office, text: str, role: str = "operator", **more: int) -> list[UUID]:
    """What the role's account finds."""
    return await search_cases(office.read, office.viewer(role), text, office.services.indexes, **more)


@pytest.mark.parametrize("typed", ["{}", " {} ", "wide", "lower"])
async def test_a_case_is_found_by_its_number(office: Office, typed: str) -> None:
    id_ = await register(office)
    await register(office)
    number = await office.read.fetch_value(select(case_file.c.case_no).where(case_file.c.id == id_))
    wide = "".join(chr(ord(one) + 0xFEE0) for one in number)
    text = {"wide": wide, "lower": number.lower()}.get(typed, typed.format(number))
    assert await search(office, text) == [id_]


async def test_a_case_is_found_by_its_external_number(office: Office) -> None:
    id_ = await register(office, external_no="WX-77/a", channel=Channel.WECHAT)
    await register(office, external_no="WX-77/b", channel=Channel.WECHAT)
    assert await search(office, "WX-77/a ") == [id_]
    assert await search(office, "WX-77") == []


@pytest.mark.parametrize("text", [PHONE, "+86 138-5381-2345", "１３８５３８１２３４５", IDENTITY, f" {IDENTITY} "])
async def test_a_case_is_found_by_its_reporter_s_numbers(office: Office, text: str) -> None:
    id_ = await register(office, reporter=WHO)
    await register(office, reporter=ReporterDetails(phone="13853812346", identity_no="370902199001011235"))
    assert await search(office, text) == [id_]


@pytest.mark.parametrize("text", [PHONE[:-1], PHONE[3:], "张三", "138****2345"])
async def test_parts_names_and_masks_find_nobody(office: Office, text: str) -> None:
    await register(office, reporter=WHO)
    assert await search(office, text) == []


@pytest.mark.parametrize("text", ["路灯", "路灯不亮", "不亮 路灯", "小区，路灯", "小区路灯不亮"])
async def test_a_case_is_found_by_words_of_its_title(office: Office, text: str) -> None:
    id_ = await register(office)
    await register(office, "小区停水")
    assert await search(office, text) == [id_]


@pytest.mark.parametrize("text", ["", "  ", "灯", "，。！", "小区暖气", "%", "_"])
async def test_what_names_nothing_finds_nothing(office: Office, text: str) -> None:
    await register(office)
    assert await search(office, text) == []


async def test_the_newest_come_first_and_no_more_than_asked_for(office: Office) -> None:
    ids = []
    for minute in range(4):
        office.clock.set(office.clock.now().replace(minute=minute))
        ids.append(await register(office))
    assert await search(office, "路灯") == ids[::-1]
    assert await search(office, "路灯", first=2) == ids[:1:-1]


async def test_a_number_that_is_also_an_external_one_finds_both_exact_first(office: Office) -> None:
    named = await register(office, "停水", external_no="路灯", channel=Channel.WEB)
    titled = await register(office)
    assert await search(office, "路灯") == [named, titled]


async def test_a_text_longer_than_any_title_is_refused(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        await search(office, "路" * 201)
    assert (refused.value.code.code, refused.value.field) == ("SEARCH_TEXT_TOO_LONG", ("text",))


@pytest.mark.parametrize(
    ("role", "finds"),
    [
        ("operator", True),
        ("county_officer", True),  # of 泰山区
        ("unit_liaison", False),  # not dispatched there
        ("supervisor", False),  # reads cases, searches none
        ("auditor", False),
        ("administrator", False),
        ("developer", False),
        ("outsourced_operator", False),
    ],
)
async def test_the_policy_decides_who_finds(office: Office, role: str, finds: bool) -> None:
    id_ = await register(office, reporter=WHO)
    number = await office.read.fetch_value(select(case_file.c.case_no))
    expected = [id_] if finds else []
    assert [await search(office, text, role) for text in (number, PHONE, IDENTITY, "路灯")] == [expected] * 4


async def test_a_county_does_not_find_its_neighbours_cases(office: Office) -> None:
    await register(office, district="370911", reporter=WHO)
    assert [await search(office, text, "county_officer") for text in (PHONE, "路灯")] == [[], []]


async def test_a_unit_finds_what_was_dispatched_to_it(office: Office) -> None:
    id_ = await register(office, reporter=WHO)
    await dispatch(office, id_)
    assert [await search(office, text, "unit_liaison") for text in (PHONE, "路灯")] == [[id_], [id_]]


async def test_no_search_tells_a_unit_who_reported(office: Office) -> None:
    id_ = await register(office, kind=Kind.REPORT, reporter=WHO, external_no="WX-1", channel=Channel.WECHAT)
    await dispatch(office, id_)
    assert [await search(office, text, "unit_liaison") for text in (PHONE, IDENTITY)] == [[], []]
    assert [await search(office, text, "unit_liaison") for text in ("WX-1", "路灯")] == [[id_], [id_]]
    assert await search(office, PHONE, "operator") == [id_]


async def test_a_county_does_not_learn_who_reported_in_confidence(office: Office) -> None:
    id_ = await register(office, kind=Kind.REPORT, reporter=WHO)
    assert await search(office, PHONE, "county_officer") == []
    assert await search(office, "路灯", "county_officer") == [id_]
