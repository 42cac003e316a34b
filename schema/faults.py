"""What a caller learns of an error, and what the log does.

Registered refusals pass with code and text. The caller's own mistakes that graphql-core finds get a code. Everything
else is a fault: the caller gets an incident number, the log the same number with the place. Neither holds the document,
a variable, or an exception's text, which may quote a citizen's data.
"""

import traceback
from collections.abc import Iterator
from uuid import uuid4

import structlog
from graphql import ArgumentNode, FieldNode, GraphQLError, GraphQLSyntaxError, VariableDefinitionNode
from strawberry.exceptions import StrawberryInputCoercionError

from core.errors import Refused
from schema.gate.coded import coded
from schema.gate.codes import BAD_USER_INPUT, GRAPHQL_PARSE_FAILED, INTERNAL_SERVER_ERROR
from schema.gate.validation import told

_log = structlog.get_logger("hotline.faults")


def process_errors(errors: list[GraphQLError]) -> None:
    """Give every error in the list its code, masking and logging faults; call it from `Schema.process_errors`.

    Errors that have been through it stay as they are.
    """
    errors[:] = [_settled(error) for error in errors]


def code_of(error: GraphQLError) -> str | None:
    """The code of a processed error; None before."""
    return (error.extensions or {}).get("code")


def text(error: GraphQLError, language: str) -> str:
    """The message of a processed error in `zh` or `en`."""
    refused = error.original_error
    return refused.text(language) if isinstance(refused, Refused) else error.message


def incident(exception: BaseException, *, at: GraphQLError | None = None) -> GraphQLError:
    """Log a fault under a new number; returns the error that tells the caller no more than the number."""
    error_id = uuid4().hex
    _log.error(
        "fault",
        error_id=error_id,
        path=at.path if at else None,
        exceptions=[f"{type(e).__module__}.{type(e).__qualname__}" for e in _chain(exception)],
        frames=[frame for e in _chain(exception) for frame in traceback.format_tb(e.__traceback__)],
    )
    return coded(Refused(INTERNAL_SERVER_ERROR, error_id=error_id), at=at, errorId=error_id)


def _settled(error: GraphQLError) -> GraphQLError:
    cause = _root(error)
    if isinstance(cause, Refused):
        return error if code_of(error) else coded(cause, at=error)
    if isinstance(error, GraphQLSyntaxError):
        return coded(Refused(GRAPHQL_PARSE_FAILED, detail=error.message.removeprefix("Syntax Error: ")), at=error)
    if _is_input(error):
        return coded(Refused(BAD_USER_INPUT, detail=told(error)), at=error)
    return incident(cause, at=error)


def _is_input(error: GraphQLError) -> bool:
    """Whether graphql-core found fault with a value the caller sent, and not with one the service produced.

    Variables are refused before there is a path, at their definition; an argument at its own node. A value that the
    service cannot serialise is reported at the field instead.
    """
    cause = _root(error)
    if isinstance(cause, StrawberryInputCoercionError):
        return True
    if error.path is None:
        return error.nodes is None or any(isinstance(node, VariableDefinitionNode) for node in error.nodes)
    nodes = cause.nodes if isinstance(cause, GraphQLError) else None
    return any(isinstance(node, ArgumentNode) or not isinstance(node, FieldNode) for node in nodes or ())


def _root(error: GraphQLError) -> Exception:
    cause: Exception = error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    return cause


def _chain(exception: BaseException | None) -> Iterator[BaseException]:
    while exception is not None:
        yield exception
        exception = exception.__cause__ or exception.__context__
