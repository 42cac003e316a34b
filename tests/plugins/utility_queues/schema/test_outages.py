"""Outage notices through the API."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from plugins.utility_queues.commands.end_outage import end_outage
from plugins.utility_queues.inputs import EndOutage
from schema.api import encode
from tests.plugins.utility_queues import works
from tests.schema.conftest import Api
from tests.support.plugged import Plugged

NOTICES = """query($d: String) { utilityOutageNotices(district: $d) { nodes {
    version state cause { code label } planned answerText areas { district { code } gridCode }
    changes { kind fields } master { caseNo } matches { totalCount nodes { part case { caseNo } } } } } }"""
CASE = "query($i: ID!) { node(id: $i) { ... on Case { outageMatch { part } outageNotice { expectedAt answerText } } } }"
PUBLISH = """mutation($i: PublishUtilityOutageInput!) { publishUtilityOutage(input: $i) {
    notice { id version answerText } userErrors { code field } } }"""
CHANGE = """mutation($i: ChangeUtilityOutageInput!) { changeUtilityOutage(input: $i) {
    notice { version expectedAt } userErrors { code } } }"""
END = "mutation($i: EndUtilityOutageInput!) { endUtilityOutage(input: $i) { notice { state } userErrors { code } } }"
FOLLOW = """subscription($d: String!) { utilityOutageNotices(district: $d) {
    current notices { version state } } }"""


@pytest.fixture(autouse=True)
async def served(plugged: Plugged) -> None:
    await works.area(plugged)


async def test_published_changed_and_ended_by_the_company(plugged: Plugged, plugged_api: Api) -> None:
    given = {
        "companyId": encode("unit", await works.unit_id(plugged)),
        "utility": "WATER",
        "places": [{"district": works.TAISHAN}],
        "cause": "FAULT",
        "planned": False,
        "startsAt": "2026-11-16T09:30:00+08:00",
        "expectedAt": "2026-11-16T14:00:00+08:00",
        "idempotencyKey": "a",
    }
    done = (await plugged_api.data(PUBLISH, works.COMPANY, i=given))["publishUtilityOutage"]
    assert done["userErrors"] == []
    assert done["notice"]["answerText"] == (
        "您反映的停水情况已知悉：自2026-11-16 09:30起，原因为设施故障。预计2026-11-16 14:00恢复。"
    )

    on = {"outageId": done["notice"]["id"], "idempotencyKey": "b", "expectedVersion": 1}
    later = {**on, "expectedAt": "2026-11-16T18:00:00+08:00"}
    changed = (await plugged_api.data(CHANGE, works.COMPANY, i=later))["changeUtilityOutage"]
    assert changed == {"notice": {"version": 2, "expectedAt": "2026-11-16T18:00:00.000+08:00"}, "userErrors": []}

    over = {**on, "idempotencyKey": "c", "expectedVersion": 2, "restoredAt": "2026-11-16T09:50:00+08:00"}
    ended = (await plugged_api.data(END, works.COMPANY, i=over))["endUtilityOutage"]
    assert ended == {"notice": {"state": "ENDED"}, "userErrors": []}

    (notice,) = (await plugged_api.data(NOTICES, "reporter"))["utilityOutageNotices"]["nodes"]
    assert [(one["kind"], one["fields"]) for one in notice["changes"]] == [
        ("PUBLISHED", []),
        ("CHANGED", ["expected_at"]),
        ("ENDED", ["restored_at", "state"]),
    ]


async def test_whoever_registers_a_repeat_can_say_at_once_when_it_is_back(plugged: Plugged, plugged_api: Api) -> None:
    await works.published(plugged)

    case_id = await works.registered(plugged)
    told = (await plugged_api.data(CASE, "operator", i=encode("case", case_id)))["node"]

    assert told["outageMatch"] == {"part": "MATCHED"}
    assert told["outageNotice"]["expectedAt"] == "2026-11-16T14:00:00.000+08:00"
    assert "预计2026-11-16 14:00恢复" in told["outageNotice"]["answerText"]


@pytest.mark.parametrize("on", [["370911"], []])
async def test_case_outage_notice_is_null_where_it_is_off(plugged: Plugged, plugged_api: Api, on: list[str]) -> None:
    await works.published(plugged)
    case_id = await works.registered(plugged)
    await plugged.switch("utility_queues", on)

    told = (await plugged_api.data(CASE, "operator", i=encode("case", case_id)))["node"]

    assert told == {"outageMatch": None, "outageNotice": None}


async def test_the_gathered_are_told_as_far_as_one_sees_them(plugged: Plugged, plugged_api: Api) -> None:
    await works.published(plugged)
    for _ in range(2):
        await works.registered(plugged)
        await plugged.effects()

    async def matches(role: str) -> list[str]:
        (notice,) = (await plugged_api.data(NOTICES, role))["utilityOutageNotices"]["nodes"]
        return [one["part"] for one in notice["matches"]["nodes"]]

    assert await matches("operator") == ["MASTER", "MERGED"]
    assert await matches("unit_liaison") == []


async def test_a_place_s_notices_are_those_that_touch_it(plugged: Plugged, plugged_api: Api) -> None:
    await works.published(plugged, "370902001")

    async def number(code: str) -> int:
        return len((await plugged_api.data(NOTICES, "operator", d=code))["utilityOutageNotices"]["nodes"])

    found = {code: await number(code) for code in ("370902001", "370902", "370900", "370902002", "370911")}
    assert found == {"370902001": 1, "370902": 1, "370900": 1, "370902002": 0, "370911": 0}


async def test_a_place_where_it_is_off_says_so(plugged: Plugged, plugged_api: Api) -> None:
    await plugged.switch("utility_queues", [works.TAISHAN])

    assert await plugged_api.refusal(NOTICES, "operator", d="370911") == "PLUGIN_DISABLED"
    assert await plugged_api.refusal(NOTICES, "operator", d="123456") == "NOT_FOUND"


async def following(api: Api, district: str, role: str = "operator") -> AsyncIterator[Any]:
    found = await api.schema.subscribe(FOLLOW, {"d": district}, context_value=api.context(role))
    async for result in found:
        yield result


async def test_a_subscriber_gets_what_stands_and_then_each_change(plugged: Plugged, plugged_api: Api) -> None:
    first = await works.published(plugged)
    events = following(plugged_api, works.TAISHAN)

    async def told() -> tuple[bool, list[tuple[int, str]]]:
        result = await asyncio.wait_for(anext(events), 10)
        assert result.errors is None
        update = result.data["utilityOutageNotices"]
        return update["current"], [(one["version"], one["state"]) for one in update["notices"]]

    assert await told() == (True, [(1, "PUBLISHED")])
    await works.published(plugged, "370911")
    await works.published(plugged)
    assert await told() == (False, [(1, "PUBLISHED")])
    await plugged.run(end_outage, works.COMPANY, EndOutage(outage_id=first, restored_at=plugged.clock.now()))
    assert await told() == (False, [(2, "ENDED")])
    await events.aclose()  # type: ignore[attr-defined]


async def test_a_subscription_where_it_is_off_is_refused(plugged: Plugged, plugged_api: Api) -> None:
    await plugged.switch("utility_queues", ["370911"])

    result = await anext(following(plugged_api, works.TAISHAN))

    assert [(error.extensions or {})["code"] for error in result.errors] == ["PLUGIN_DISABLED"]
