"""Sums are told by a plan as the executor tells them."""

from typing import Any

import orjson
import pytest
from graphql import OperationDefinitionNode, parse

from schema.plan.operation import Operation, Plans
from tests.core.doctor.day import Day
from tests.schema.conftest import Api
from tests.schema.counters.test_queries import caught_up

CASES = """query($district: String, $kind: [CaseKind!], $dueFrom: LocalDate, $dueBefore: LocalDate) {
  here: caseCounts(district: $district) { asOf counts { __typename districtCode state n: count } }
  caseCounts(kind: $kind, dueFrom: $dueFrom, dueBefore: $dueBefore) { __typename asOf counts { state count } } }"""
COUNTS = "query($dueBefore: LocalDate) { caseCounts(dueBefore: $dueBefore) { counts { districtCode state count } } }"
ASSIGNMENTS = "query($unitId: ID) { assignmentCounts(unitId: $unitId) { counts { unitCode state count } asOf } }"

GIVEN: list[dict[str, Any]] = [
    {"district": "370911"}, {"district": "x"}, {"kind": ["REPORT"]}, {"kind": []}, {"dueFrom": "2026-11-17"},
]  # fmt: skip


async def both(api: Api, document: str, role: str, **variables: Any) -> Any:
    """What the executor answers, which is what a plan answers, byte for byte."""
    parsed = parse(document)
    node = next(one for one in parsed.definitions if isinstance(one, OperationDefinitionNode))
    planned = await Operation(api.schema, parsed, node, Plans(4)).answer(variables, api.context(role))
    data = await api.data(document, role, **variables)
    assert planned == orjson.dumps({"data": data})
    return data


@pytest.mark.parametrize("role", ["reviewer", "county_officer", "legal_desk", "unit_liaison", "administrator"])
async def test_a_plan_tells_sums_as_the_executor_does(api: Api, role: str) -> None:
    day = Day(api.office)
    await both(api, CASES, role)
    await day.registered(district="370902")
    await day.registered(district="370911")
    await both(api, CASES, role)
    await day.dispatched()
    await caught_up(api.office)

    found = await both(api, COUNTS, role)
    for given in GIVEN:
        await both(api, CASES, role, **given)
    await both(api, COUNTS, role, dueBefore="2026-11-17")
    await both(api, ASSIGNMENTS, role)

    assert (found["caseCounts"] is None) == (role == "administrator")
