"""JSON answers: every error has a message and a code, every answer with errors the request's id."""

from collections.abc import Sequence
from typing import Any

import orjson
from graphql import GraphQLError
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from strawberry.types import ExecutionResult

from schema.faults import code_of, incident, text
from schema.gate.codes import INTERNAL_SERVER_ERROR
from web.http.negotiation import GRAPHQL, JSON, language
from web.http.refusals import Refusal
from web.http.request_id import request_id


def refused(request: HTTPConnection, refusal: Refusal, media: str = JSON) -> Response:
    """The answer to a request that was refused before GraphQL."""
    errors = [
        {"message": refusal.text(language(request)), "extensions": {"code": refusal.code.code, **refusal.extensions}}
    ]
    return _json(_with_id({"errors": errors}, request), refusal.status, media, refusal.headers)


def document_refused(request: Request, errors: Sequence[GraphQLError], media: str) -> Response:
    """The answer to a document that did not pass the gate: 400, or 200 for clients of the older media type."""
    return _json(_with_id({"errors": _formatted(errors, request)}, request), _request_error_status(media), media)


def executed(request: Request, result: ExecutionResult, media: str) -> Response:
    """The answer to an operation that ran. Errors without a path (variables) mean that it did not: no `data` then."""
    if not result.errors:
        return _json({"data": result.data, **_extensions(result)}, 200, media)
    if result.data is None and all(error.path is None for error in result.errors):
        if any(code_of(error) == INTERNAL_SERVER_ERROR.code for error in result.errors):
            return _json(_with_id({"errors": _formatted(result.errors, request)}, request), 500, media)
        return document_refused(request, result.errors, media)
    body = {"errors": _formatted(result.errors, request), "data": result.data, **_extensions(result)}
    return _json(_with_id(body, request), 200, media)


def planned(body: bytes, media: str) -> Response:
    """The answer a plan has made, without errors."""
    return Response(body, 200, media_type=f"{media}; charset=utf-8")


def failed(request: Request, exception: Exception, media: str = JSON) -> Response:
    """The answer to a fault of ours: 500 with the incident's number."""
    body = {"errors": _formatted([incident(exception)], request)}
    return _json(_with_id(body, request), 500, media)


def _request_error_status(media: str) -> int:
    return 400 if media == GRAPHQL else 200


def _formatted(errors: Sequence[GraphQLError], request: Request) -> list[dict[str, Any]]:
    spoken = language(request)
    return [{**error.formatted, "message": text(error, spoken)} for error in errors]


def _extensions(result: ExecutionResult) -> dict[str, Any]:
    return {"extensions": dict(result.extensions)} if result.extensions else {}


def _with_id(body: dict[str, Any], request: HTTPConnection) -> dict[str, Any]:
    body["extensions"] = {**body.get("extensions", {}), "requestId": request_id(request.scope)}
    return body


def _json(body: dict[str, Any], status: int, media: str, headers: Any = None) -> Response:
    return Response(orjson.dumps(body), status, headers, media_type=f"{media}; charset=utf-8")
