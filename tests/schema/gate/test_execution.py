"""Running what the gate has admitted."""

from typing import Any

import pytest
import strawberry

from schema.gate.execution import GateExtension, execute
from schema.gate.gate import Gate
from tests.web.http.example import Viewer


@strawberry.type
class Query:
    """Reads."""

    @strawberry.field
    def hello(self) -> str:
        """A greeting."""
        return "hello"

    @strawberry.field
    async def nested(self, document: str) -> list[str]:
        """The errors of another operation run within this one."""
        result = await SCHEMA.execute(document)
        return [error.message for error in result.errors or []]


SCHEMA = strawberry.Schema(Query, extensions=[GateExtension])


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What Strawberry itself parses meanwhile."""
    seen: list[str] = []

    def parse(source: str, **options: Any) -> Any:
        seen.append(source)
        raise AssertionError(source)

    monkeypatch.setattr("strawberry.schema.schema.parse", parse)
    return seen


async def run(source: str, **variables: object) -> Any:
    """The data of an operation that passed the gate."""
    admitted = Gate(SCHEMA._schema).admit(source, None, variables, Viewer())
    return (await execute(SCHEMA, admitted, variables, None)).data


async def test_an_admitted_document_is_not_parsed_again(parsed: list[str]) -> None:
    assert await run("{hello}") == {"hello": "hello"}
    assert parsed == []


async def test_an_operation_within_another_is_validated_itself() -> None:
    found = await run("query ($d: String!) {nested(document: $d)}", d="{nope}")
    assert found == {"nested": ["Cannot query field 'nope' on type 'Query'."]}


async def test_an_operation_that_missed_the_gate_is_validated() -> None:
    result = await SCHEMA.execute("{nope}")
    assert [error.message for error in result.errors or []] == ["Cannot query field 'nope' on type 'Query'."]
