"""Whose connection it is, and whether one more operation may run on it."""

from collections.abc import Hashable, Sequence

from graphql import OperationType
from starlette.requests import HTTPConnection

from core.access.viewer import Viewer
from web.auth.anonymous import NOBODY
from web.http.refusals import Refusal
from web.http.source import source
from web.streams.codes import TOO_MANY_OPERATIONS, TOO_MANY_SUBSCRIPTIONS
from web.streams.limits import StreamLimits


def whose(viewer: Viewer, connection: HTTPConnection) -> Hashable:
    """The account, or where callers without one come from."""
    return source(connection) if viewer.id == NOBODY else viewer.id


def refuse_one_more(kind: OperationType, running: Sequence[OperationType], limits: StreamLimits) -> None:
    """Raises Refusal 429 if the connection carries as much as it may."""
    subscriptions = sum(one is OperationType.SUBSCRIPTION for one in running)
    if kind is OperationType.SUBSCRIPTION:
        if subscriptions >= limits.subscriptions:
            raise Refusal(TOO_MANY_SUBSCRIPTIONS, 429, limit=limits.subscriptions)
    elif len(running) - subscriptions >= limits.operations:
        raise Refusal(TOO_MANY_OPERATIONS, 429, limit=limits.operations)
