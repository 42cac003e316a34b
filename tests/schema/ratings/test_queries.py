"""Rates with the very rows behind each number."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from core.cases.verbs import Verb
from schema.relay.ids import decode
from tests.core.ratings.test_rates import withheld_from
from tests.schema.conftest import Api
from tests.schema.support.desk import Desk

RATES = """query($unitId: ID!, $since: DateTime!, $until: DateTime!, $of: RateRows!) {
  unitRates(unitId: $unitId, since: $since, until: $until) {
    name numerator denominator value excluded { reason count }
    cases(of: $of) { nodes { id } } assignments(of: $of) { nodes { id } } } }"""
NUMBERS = """query($unitId: ID!, $since: DateTime!, $until: DateTime!) {
  unitRates(unitId: $unitId, since: $since, until: $until) { name numerator denominator } }"""
RATINGS = "query($rated: Boolean) { ratings(rated: $rated) { nodes { rated resolved result process round } } }"
PERIOD = {"since": "2026-11-01T00:00:00+08:00", "until": "2026-12-01T00:00:00+08:00"}
CONTENT_ = {"contactedByUnit": True, "resolved": "RESOLVED", "result": "SATISFIED", "process": "DISSATISFIED"}


async def rates(api: Api, role: str, of: dict[str, str]) -> dict[str, dict[str, Any]]:
    unit_id = await Desk(api).unit("ta-housing")
    data = await api.data(RATES, role, unitId=unit_id, of=of, **PERIOD)
    return {one["name"]: one for one in data["unitRates"]}


async def closed(api: Api, **more: Any) -> str:
    desk = Desk(api)
    case, _ = await desk.reviewed(**more)
    await desk.do(Verb.RECORD_CALLBACK, "callback_officer", caseId=case, channel="PHONE", reached=True, **CONTENT_)
    return case


async def test_a_rate_names_its_rows(api: Api) -> None:
    case = await closed(api)

    found = await rates(api, "city_lead", {"part": "NUMERATOR"})

    satisfaction = found["SATISFACTION"]
    assert (satisfaction["numerator"], satisfaction["denominator"], satisfaction["value"]) == (1, 1, "1.0000")
    assert satisfaction["cases"]["nodes"] == [{"id": case}]
    assert satisfaction["assignments"] is None
    assert (found["PROCESS"]["numerator"], found["PROCESS"]["value"]) == (0, "0.0000")
    assert found["PROCESS"]["cases"]["nodes"] == []
    assert found["ON_TIME"]["cases"] is None
    assert len(found["ON_TIME"]["assignments"]["nodes"]) == 1


async def test_nothing_counted_has_no_value(api: Api) -> None:
    found = await rates(api, "city_lead", {"part": "DENOMINATOR"})

    assert {one["value"] for one in found.values()} == {None}


async def test_rates_are_null_for_who_may_not_see_them(api: Api) -> None:
    unit_id = await Desk(api).unit("ta-housing")

    data = await api.data(RATES, "operator", unitId=unit_id, of={"part": "NUMERATOR"}, **PERIOD)

    assert data == {"unitRates": None}


async def test_ratings_are_listed_for_who_may_read_them(api: Api) -> None:
    await closed(api)

    seen = (await api.data(RATINGS, "reviewer", rated=True))["ratings"]["nodes"]
    none = (await api.data(RATINGS, "reviewer", rated=False))["ratings"]["nodes"]
    hidden = (await api.data(RATINGS, "operator"))["ratings"]["nodes"]

    assert seen == [
        {"rated": True, "resolved": "RESOLVED", "result": "SATISFIED", "process": "DISSATISFIED", "round": 1}
    ]
    assert (none, hidden) == ([], [])


async def test_who_may_not_know_of_a_case_is_told_the_same_without_it(api: Api) -> None:
    """The auditor is cleared for PRIVACY; the city's lead is of the unit that is accused at first."""
    await closed(api)
    before = {role: await numbers(api, role) for role in ("auditor", "city_lead")}
    await closed(api, kind="REPORT")
    await api.office.pool.execute("update case_file set respondent_path = '/ta' where kind = 'REPORT'")

    assert await numbers(api, "auditor") == await numbers(api, "city_lead") == before["auditor"] == before["city_lead"]

    await api.office.pool.execute("update case_file set respondent_path = '/ta-elsewhere' where kind = 'REPORT'")
    assert await numbers(api, "auditor") == before["auditor"]
    assert (await numbers(api, "city_lead"))["ON_TIME"] == (2, 2)


async def test_what_a_plug_in_withholds_is_in_neither_the_numbers_nor_their_rows(api: Api) -> None:
    hidden, told = [await closed(api, district="370902") for _ in range(2)]
    context = api.context("city_lead")
    viewer = withheld_from(context.viewer, decoded(hidden))
    unit_id = await Desk(api).unit("ta-housing")

    data = await api.data(
        RATES, context=replace(context, viewer=viewer), unitId=unit_id, of={"part": "DENOMINATOR"}, **PERIOD
    )

    found = {one["name"]: one for one in data["unitRates"]}
    assert found["SATISFACTION"]["denominator"] == found["ON_TIME"]["denominator"] == 1
    assert found["SATISFACTION"]["cases"]["nodes"] == [{"id": told}]
    assert len(found["ON_TIME"]["assignments"]["nodes"]) == 1
    assert (await numbers(api, "city_lead"))["ON_TIME"][1] == 2


def decoded(case: str) -> UUID:
    """The key of a case's global id."""
    found = decode(case)
    assert found is not None
    return UUID(str(found.key))


async def numbers(api: Api, role: str) -> dict[str, tuple[int, int]]:
    data = await api.data(NUMBERS, role, unitId=await Desk(api).unit("ta-housing"), **PERIOD)
    return {one["name"]: (one["numerator"], one["denominator"]) for one in data["unitRates"]}
