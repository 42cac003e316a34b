"""Which method may carry what."""

from graphql import OperationType
from starlette.requests import Request

from web.http.codes import METHOD_NOT_ALLOWED, MUTATION_BY_GET, SUBSCRIPTION_NOT_SUPPORTED
from web.http.refusals import Refusal

ALLOW = "GET, POST"


def refuse_other_methods(request: Request) -> None:
    """Refuse (405, with `Allow`) everything but GET and POST."""
    if request.method not in ("GET", "POST"):
        raise Refusal(METHOD_NOT_ALLOWED, 405, {"allow": ALLOW}, allow=ALLOW)


def refuse_kind(request: Request, kind: OperationType) -> None:
    """Refuse a mutation by GET (405) and a subscription (400): an answer over plain HTTP ends."""
    if kind is OperationType.SUBSCRIPTION:
        raise Refusal(SUBSCRIPTION_NOT_SUPPORTED, 400)
    refuse_kind_by_get(request.method, kind)


def refuse_kind_by_get(method: str, kind: OperationType) -> None:
    """Refuse a mutation by GET (405)."""
    if kind is OperationType.MUTATION and method == "GET":
        raise Refusal(MUTATION_BY_GET, 405, {"allow": "POST"})
