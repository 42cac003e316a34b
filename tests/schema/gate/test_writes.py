"""What mutations write, by their number, their kind, and the lists in their inputs."""

from typing import Any

import pytest
import strawberry
from graphql import OperationDefinitionNode, parse

from schema.decorators import mutation
from schema.gate.gate import Gate
from schema.gate.writes import LISTED, MOST, WRITE, writes
from tests.web.http.example import Viewer


@strawberry.input
class Dispatch:
    """To these units."""

    units: list[str]
    parts: list[list[int]] | None = None


@strawberry.type
class Query:
    """Nothing is asked here."""

    one: int = 1


@strawberry.type
class Mutation:
    """One of each weight."""

    @mutation("Write.\n写")
    async def write(self, input: Dispatch | None = None) -> int:
        """Nothing."""
        return 1

    @mutation("Acknowledge.\n确认", weight=20)
    async def ack(self) -> int:
        """Nothing."""
        return 1


SCHEMA = strawberry.Schema(Query, Mutation)._schema


def points(source: str, **variables: Any) -> int:
    document = parse(source)
    node = next(one for one in document.definitions if isinstance(one, OperationDefinitionNode))
    return writes(SCHEMA, document, node).cost(variables)


INPUT = "mutation ($input: Dispatch) {write(input: $input)}"


@pytest.mark.parametrize(
    ("source", "variables", "expected"),
    [
        ("{one}", {}, 0),
        ("mutation {__typename}", {}, 0),
        ("mutation {write}", {}, WRITE),
        ("mutation {ack}", {}, 20),
        ("mutation {write a: ack b: ack}", {}, WRITE + 40),
        ("mutation {... {write} ...F ...F} fragment F on Mutation {ack}", {}, WRITE + 20),
        ("mutation {unknown ...Nothing}", {}, 0),
        ("mutation {...F} fragment F on Mutation {write ...F}", {}, WRITE),
        ('mutation {write(input: {units: ["a", "b"]})}', {}, WRITE + 2 * LISTED),
        (INPUT, {"input": {"units": ["a", "b", "c"]}}, WRITE + 3 * LISTED),
        (INPUT, {"input": {"units": [], "parts": [[1, 2], [3]]}}, WRITE + 5 * LISTED),
        (INPUT, {}, WRITE),
        (INPUT, {"input": None}, WRITE),
        (INPUT, {"input": "nonsense", "other": [1, 2]}, WRITE),
        ('mutation ($i: Dispatch = {units: ["a"]}) {write(input: $i)}', {}, WRITE + LISTED),
        ("mutation ($i: [String!]!) {a: write(input: {units: $i}) b: write(input: {units: $i})}", {"i": ["a"]}, 240),
        (INPUT, {"input": {"units": ["a"] * 10_000}}, WRITE + 10_000 * LISTED),
        ("mutation {" + " ".join(f"w{n}: write" for n in range(90)) + "}", {}, 90 * WRITE),
    ],
)
def test_points(source: str, variables: dict[str, Any], expected: int) -> None:
    assert points(source, **variables) == expected


def test_the_gate_tells_them_beside_the_cost_of_the_answer() -> None:
    admitted = Gate(SCHEMA).admit(INPUT, None, {"input": {"units": ["a"]}}, Viewer())
    assert (admitted.cost, admitted.writes, admitted.points) == (1, WRITE + LISTED, 1 + WRITE + LISTED)
    many = Gate(SCHEMA).admit(INPUT, None, {"input": {"units": ["a"] * 10_000}}, Viewer())
    assert many.points == MOST
    assert Gate(SCHEMA).admit("{one}", None, {}, Viewer()).points == 1
