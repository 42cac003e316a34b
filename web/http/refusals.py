"""A refusal before GraphQL: a status, a code and the headers that belong to them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from core.errors import ErrorCode, Refused
from web.http.codes import BAD_REQUEST

_HEADERS: Mapping[int, Mapping[str, str]] = MappingProxyType(
    {401: {"www-authenticate": "Bearer"}, 429: {"retry-after": "1"}, 503: {"retry-after": "5"}}
)


class Refusal(Refused):
    """A request that gets `status` and one error, and runs nothing.

    `headers` are added to those the status always brings: `www-authenticate` for 401, `retry-after` for 429 and 503; `extensions`
    stand beside the code.
    """

    def __init__(
        self, code: ErrorCode, status: int, headers: Mapping[str, str] | None = None, **params: object
    ) -> None:
        super().__init__(code, field=None, **params)
        self.status = status
        self.extensions: Mapping[str, Any] = {}
        self.headers = {**_HEADERS.get(status, {}), **(headers or {})}


def bad_request(problem: str) -> Refusal:
    """400, with the place and the mend in `problem`."""
    return Refusal(BAD_REQUEST, 400, problem=problem)
