"""What callers and the log learn of errors."""

import re
from typing import Any

import pytest
import structlog
from strawberry.types import ExecutionResult

from schema.faults import code_of, process_errors, text
from tests.web.http.example import SECRET, example_schema

ODD = "query($v: Odd!) {odd(value: $v)}"


async def run(query: str, variables: dict[str, Any] | None = None) -> tuple[ExecutionResult, list[Any]]:
    """The result of `query` and what was logged meanwhile."""
    with structlog.testing.capture_logs() as logged:
        result = await example_schema().execute(query, variable_values=variables, context_value={})
    return result, list(logged)


@pytest.mark.parametrize(
    ("field", "exceptions"),
    [
        ("broken", ["builtins.RuntimeError", "builtins.KeyError"]),
        ("required", ["builtins.RuntimeError"]),
        ("graphqlBroken", ["graphql.error.graphql_error.GraphQLError"]),
        ("number", ["graphql.error.graphql_error.GraphQLError"]),
    ],
)
async def test_faults_are_masked_and_logged_under_one_number(field: str, exceptions: list[str]) -> None:
    result, logged = await run(f'{{{field} hello(name: "13900139000")}}')
    assert result.errors is not None
    [error], [entry] = result.errors, logged
    assert code_of(error) == "INTERNAL_SERVER_ERROR"
    assert re.fullmatch("[0-9a-f]{32}", error.extensions["errorId"])  # type: ignore[index]
    assert entry["error_id"] == error.extensions["errorId"]  # type: ignore[index]
    assert (entry["path"], entry["exceptions"], entry["log_level"]) == ([field], exceptions, "error")
    assert any("resolve" in frame or "serialize" in frame for frame in entry["frames"])


@pytest.mark.parametrize("query", ["{broken}", "{graphqlBroken}", "{number}", '{odd(value: "1")}', "{required}"])
async def test_neither_caller_nor_log_sees_an_exceptions_text(query: str) -> None:
    result, logged = await run(query)
    told = str([error.formatted for error in result.errors or []])
    for secret in (SECRET, "hunter2", "13800138000", "RuntimeError"):
        assert secret not in told
    for secret in (SECRET, "hunter2", "13800138000"):
        assert secret not in str(logged)


@pytest.mark.parametrize(
    ("query", "variables", "expected"),
    [
        ("{hidden}", None, "NOT_FOUND"),
        ("{", None, "GRAPHQL_PARSE_FAILED"),
        (ODD, {"v": "x"}, "BAD_USER_INPUT"),
        (ODD, {}, "BAD_USER_INPUT"),
        ("query($n: String) {hello(name: $n)}", {"n": None}, "BAD_USER_INPUT"),
        ("query($n: String = null) {hello(name: $n)}", {"n": 5}, "BAD_USER_INPUT"),
    ],
)
async def test_mistakes_get_a_code_and_no_log(query: str, variables: dict[str, Any] | None, expected: str) -> None:
    result, logged = await run(query, variables)
    assert ([code_of(error) for error in result.errors or []], logged) == ([expected], [])


async def test_processing_twice_changes_nothing() -> None:
    result, _ = await run("{broken hidden}")
    assert result.errors is not None
    again = list(result.errors)
    with structlog.testing.capture_logs() as logged:
        process_errors(again)
    assert (again, logged) == (result.errors, [])


async def test_messages_exist_in_both_languages() -> None:
    result, _ = await run("{broken}")
    assert result.errors is not None
    number = result.errors[0].extensions["errorId"]  # type: ignore[index]
    assert text(result.errors[0], "zh") == f"服务内部错误，请将编号 {number} 告知运维人员。"
    assert (
        text(result.errors[0], "en") == f"Something failed inside the service; tell its operators the number {number}."
    )
