"""From an HTTP request to a GraphQL request, its shapes checked."""

from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from web.documents.asked import GraphQLRequest, asked
from web.http.codes import BATCHING_NOT_SUPPORTED, UNSUPPORTED_MEDIA_TYPE
from web.http.json_input import parsed
from web.http.negotiation import JSON
from web.http.preferences import preferences
from web.http.refusals import Refusal, bad_request

_JSON_PARAMETERS = ("variables", "extensions")
_PARAMETERS = 16


async def graphql_request(request: Request) -> GraphQLRequest:
    """Read `request`. Raises Refusal 400 for a wrong shape, 415 for another content type than JSON."""
    if request.method == "GET":
        return asked(_query_parameters(request.scope["query_string"]))
    _refuse_other_content(request)
    value = parsed(await request.body(), "the body")
    if isinstance(value, list):
        raise Refusal(BATCHING_NOT_SUPPORTED, 400)
    if not isinstance(value, dict):
        raise bad_request("the body must be a JSON object")
    return asked(value)


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
