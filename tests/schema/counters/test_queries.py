"""Counts as viewers ask for them: the numbers of the rows they may see."""

from typing import Any

import pytest

from core.cases.states import Kind
from core.counters.count import step
from core.events.sequence import step as number_events
from tests.core.doctor.day import Day
from tests.schema.conftest import Api
from tests.support.office import Office

CASES = """query($district: String, $kind: [CaseKind!], $dueFrom: LocalDate, $dueBefore: LocalDate) {
  caseCounts(district: $district, kind: $kind, dueFrom: $dueFrom, dueBefore: $dueBefore) {
    asOf counts { districtCode state count } } }"""
ASSIGNMENTS = "query($unitId: ID) { assignmentCounts(unitId: $unitId) { asOf counts { unitCode state count } } }"


@pytest.fixture
def day(office: Office) -> Day:
    return Day(office)


async def caught_up(office: Office) -> None:
    while await number_events(office.pool):
        pass
    while await step(office.pool, office.services):
        pass


async def counts(api: Api, role: str, **variables: Any) -> dict[tuple[str, str], int]:
    found = (await api.data(CASES, role, **variables))["caseCounts"]
    return {(one["districtCode"], one["state"]): one["count"] for one in found["counts"]}


async def test_cases_are_counted_by_district_and_state(api: Api, day: Day) -> None:
    await day.registered(district="370902")
    await day.registered(district="370911")
    await day.dispatched(district="370911")
    await caught_up(day.office)

    assert await counts(api, "reviewer") == {
        ("370902", "RECEIVED"): 1, ("370911", "RECEIVED"): 1, ("370911", "IN_PROGRESS"): 1,
    }  # fmt: skip
    assert await counts(api, "reviewer", district="370911") == {
        ("370911", "RECEIVED"): 1, ("370911", "IN_PROGRESS"): 1,
    }  # fmt: skip
    assert await counts(api, "reviewer", district="110000") == {}


async def test_a_county_counts_its_own_cases_only(api: Api, day: Day) -> None:
    await day.registered(district="370902")
    await day.registered(district="370911")
    await caught_up(day.office)

    assert await counts(api, "county_officer") == {("370902", "RECEIVED"): 1}


async def test_what_is_kept_more_closely_than_the_reader_is_cleared_for_is_not_counted(api: Api, day: Day) -> None:
    await day.registered(kind=Kind.REPORT)
    await day.registered()
    await caught_up(day.office)

    assert await counts(api, "reviewer") == {("370902", "RECEIVED"): 2}
    assert await counts(api, "legal_desk") == {("370902", "RECEIVED"): 1}
    assert await counts(api, "reviewer", kind=["REPORT"]) == {("370902", "RECEIVED"): 1}


async def test_late_is_what_was_due_before_today(api: Api, day: Day) -> None:
    await day.registered()
    await caught_up(day.office)

    assert await counts(api, "reviewer", dueBefore="2026-11-16") == {}
    assert await counts(api, "reviewer", dueBefore="2026-11-17") == {("370902", "RECEIVED"): 1}
    assert await counts(api, "reviewer", dueFrom="2026-11-17") == {}


async def test_without_the_operation_there_is_no_count(api: Api) -> None:
    assert (await api.data(CASES, "administrator"))["caseCounts"] is None
    assert (await api.data(ASSIGNMENTS, "administrator"))["assignmentCounts"] is None


async def test_a_unit_counts_its_own_assignments(api: Api, day: Day) -> None:
    await day.dispatched()
    await caught_up(day.office)

    mine = (await api.data(ASSIGNMENTS, "unit_liaison"))["assignmentCounts"]["counts"]
    others = (await api.data(ASSIGNMENTS, "utility_service"))["assignmentCounts"]["counts"]

    assert mine == [{"unitCode": "ta-housing", "state": "PENDING_ACCEPTANCE", "count": 1}]
    assert others == []


async def test_counts_say_how_late_they_are(api: Api, day: Day) -> None:
    before = (await api.data(CASES, "reviewer"))["caseCounts"]
    await day.registered()
    await caught_up(day.office)
    after = (await api.data(CASES, "reviewer"))["caseCounts"]

    assert before == {"asOf": None, "counts": []}
    assert after["asOf"] is not None
