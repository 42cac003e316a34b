"""An EventSource that comes back says what it has seen last; a subscription takes that as its argument `after`."""

from dataclasses import replace
from typing import Final

from graphql import FieldNode, OperationType, VariableNode
from starlette.requests import HTTPConnection

from schema.gate.gate import Admitted
from web.documents.asked import GraphQLRequest
from web.sse.framing import is_event_id

HEADER: Final = "last-event-id"
ARGUMENT: Final = "after"


def resumed(request: GraphQLRequest, admitted: Admitted, connection: HTTPConnection) -> GraphQLRequest:
    """The request with the variable behind the subscription's `after` set to the last event seen, if there is one.

    A document that gives `after` no variable cannot be resumed so.
    """
    last, name = connection.headers.get(HEADER, ""), _variable(admitted)
    if name is None or not is_event_id(last):
        return request
    return replace(request, variables={**request.variables, name: last})


def _variable(admitted: Admitted) -> str | None:
    root = admitted.operation.selection_set.selections[0]
    if admitted.kind is not OperationType.SUBSCRIPTION or not isinstance(root, FieldNode):
        return None
    given = (argument.value for argument in root.arguments or () if argument.name.value == ARGUMENT)
    return next((value.name.value for value in given if isinstance(value, VariableNode)), None)
