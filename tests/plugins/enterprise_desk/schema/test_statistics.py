"""enterpriseStatistics as it is asked."""

from typing import Any

import pytest

from tests.plugins.enterprise_desk.schema.conftest import Front

QUERY = """query ($district: String!, $from: LocalDate!, $to: LocalDate!) {
  enterpriseStatistics(district: $district, from: $from, to: $to) {
    industry { code label } size { code } cases closed
    contact { met of } feedback { met of } handling { met of } visits { met of }
  } }"""
PERIOD = {"district": "370900", "from": "2026-11-16", "to": "2026-11-16"}


async def read(front: Front, role: str = "enterprise_desk", **values: str) -> Any:
    return (await front.api.data(QUERY, role, **{**PERIOD, **values}))["enterpriseStatistics"]


async def test_tells_industry_and_size_by_their_labels(front: Front) -> None:
    await front.desk.enterprise()
    case_id = await front.desk.identified()
    await front.desk.closed(case_id)
    await front.desk.plugged.effects()

    assert await read(front) == [
        {
            "industry": {"code": "C", "label": "制造业"},
            "size": {"code": "SMALL"},
            "cases": 1,
            "closed": 1,
            "contact": {"met": 1, "of": 1},
            "feedback": {"met": 0, "of": 0},
            "handling": {"met": 1, "of": 1},
            "visits": {"met": 0, "of": 1},
        }
    ]


@pytest.mark.parametrize("values", [{"district": "999999"}, {"district": ""}], ids=str)
async def test_is_null_for_no_district(front: Front, values: dict[str, str]) -> None:
    assert await read(front, **values) is None


async def test_is_null_for_who_may_not_count(front: Front) -> None:
    assert await read(front, "operator") is None


@pytest.mark.parametrize(
    "values", [{"from": "2026-11-17"}, {"from": "2020-01-01"}], ids=["reversed", "longer than three years"]
)
async def test_refuses_a_period(front: Front, values: dict[str, str]) -> None:
    assert await front.api.refusal(QUERY, "enterprise_desk", **{**PERIOD, **values}) == "BAD_USER_INPUT"
