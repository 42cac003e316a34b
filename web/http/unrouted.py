"""What Starlette itself refuses, told in JSON."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from web.http.codes import BAD_REQUEST, METHOD_NOT_ALLOWED, PATH_NOT_FOUND
from web.http.refusals import Refusal
from web.http.responses import failed, refused


async def refused_by_starlette(request: Request, exception: Exception) -> Response:
    """Handler for HTTPException: an unknown path, or a method that its route does not take."""
    assert isinstance(exception, HTTPException)
    headers = exception.headers or {}
    if exception.status_code == 404:
        return refused(request, Refusal(PATH_NOT_FOUND, 404))
    if exception.status_code == 405:
        return refused(request, Refusal(METHOD_NOT_ALLOWED, 405, headers, allow=headers.get("Allow", "")))
    return refused(request, Refusal(BAD_REQUEST, exception.status_code, headers, problem=str(exception.detail)))


async def fault_outside_graphql(request: Request, exception: Exception) -> Response:
    """Handler for every other exception of a route."""
    return failed(request, exception)
