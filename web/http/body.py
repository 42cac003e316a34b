"""From an HTTP request to a GraphQL request, its shapes checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from web.http.codes import BATCHING_NOT_SUPPORTED, PERSISTED_QUERY_NOT_SUPPORTED, UNSUPPORTED_MEDIA_TYPE
from web.http.json_input import parsed
from web.http.negotiation import JSON
from web.http.preferences import preferences
from web.http.refusals import Refusal, bad_request

_JSON_PARAMETERS = ("variables", "extensions")
_PARAMETERS = 16


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """What one request asks for: a document, the operation in it, and its variables."""

    query: str
    operation_name: str | None
    variables: dict[str, Any]


async def graphql_request(request: Request) -> GraphQLRequest:
    """Read `request`. Raises Refusal 400 for a wrong shape, 415 for another content type than JSON."""
    if request.method == "GET":
        return _checked(_query_parameters(request.scope["query_string"]))
    _refuse_other_content(request)
    value = parsed(await request.body(), "the body")
    if isinstance(value, list):
        raise Refusal(BATCHING_NOT_SUPPORTED, 400)
    if not isinstance(value, dict):
        raise bad_request("the body must be a JSON object")
    return _checked(value)


def _refuse_other_content(request: Request) -> None:
    entries = list(preferences(request.headers.get("content-type", "")))
    encoded = request.headers.get("content-encoding", "identity").lower() != "identity"
    is_json = len(entries) == 1 and entries[0].value == JSON
    if encoded or not is_json or entries[0].parameters.get("charset", "utf-8") != "utf-8":
        raise Refusal(UNSUPPORTED_MEDIA_TYPE, 415)


def _query_parameters(query_string: bytes) -> dict[str, Any]:
    try:
        pairs = parse_qsl(query_string.decode("ascii"), errors="strict", max_num_fields=_PARAMETERS)
    except ValueError:  # not ASCII, not UTF-8 once decoded, or too many
        raise bad_request("the query string is not percent-encoded UTF-8 of at most 16 parameters") from None
    given: dict[str, Any] = dict(pairs)
    if len(given) != len(pairs):
        raise bad_request("the query string names a parameter twice")
    for name in _JSON_PARAMETERS:
        if name in given:
            given[name] = parsed(given[name].encode(), name)
    return given


def _checked(given: Mapping[str, Any]) -> GraphQLRequest:
    name = _optional(given, "operationName", str, "a string")
    variables = _optional(given, "variables", dict, "an object")
    extensions = _optional(given, "extensions", dict, "an object")
    query = given.get("query")
    if not query and ("documentId" in given or "persistedQuery" in (extensions or {})):
        raise Refusal(PERSISTED_QUERY_NOT_SUPPORTED, 400)
    if not isinstance(query, str) or not query.strip():
        raise bad_request("query must be a string that holds a document")
    return GraphQLRequest(query, name, variables or {})


def _optional(given: Mapping[str, Any], name: str, kind: type, told: str) -> Any:
    value = given.get(name)
    if value is not None and not isinstance(value, kind):
        raise bad_request(f"{name} must be {told} or null")
    return value
