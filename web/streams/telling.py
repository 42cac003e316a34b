"""What streams send: payloads and errors as JSON texts."""

from collections.abc import Sequence
from typing import Any

import orjson
from graphql import GraphQLError
from strawberry.types import ExecutionResult

from core.errors import Refused
from schema.faults import incident, text
from schema.gate.coded import coded
from schema.gate.prepared import DocumentRefused
from web.http.refusals import Refusal


def payload(result: ExecutionResult, language: str) -> str:
    """One answer."""
    body: dict[str, Any] = {"data": result.data}
    if result.errors:
        body["errors"] = told(result.errors, language)
    if result.extensions:
        body["extensions"] = dict(result.extensions)
    return orjson.dumps(body).decode()


def told(errors: Sequence[GraphQLError], language: str) -> list[dict[str, Any]]:
    """Processed errors in `zh` or `en`."""
    return [{**error.formatted, "message": text(error, language)} for error in errors]


def errors_of(failure: BaseException) -> tuple[GraphQLError, ...]:
    """What an operation's end is told by: a refusal with its code, anything else as a logged fault with its number."""
    if isinstance(failure, DocumentRefused):
        return failure.errors
    if isinstance(failure, Refusal):
        return (coded(failure, **failure.extensions),)
    if isinstance(failure, Refused):
        return (coded(failure),)
    return (incident(failure),)
