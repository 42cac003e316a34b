"""Validation with a constant set of rules, without hints about what else the schema holds."""

from typing import Final

from graphql import ASTValidationRule, DocumentNode, GraphQLError, GraphQLSchema, specified_rules, validate
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule

from core.errors import Refused
from schema.gate.coded import coded
from schema.gate.codes import GRAPHQL_VALIDATION_FAILED
from schema.gate.one_of import OneOfRule

RULES: Final[tuple[type[ASTValidationRule], ...]] = (
    *specified_rules,
    MaybeNullValidationRule,
    OneOfRule,
)
_HINT: Final = " Did you mean "


def validation_errors(schema: GraphQLSchema, document: DocumentNode, max_errors: int) -> tuple[GraphQLError, ...]:
    """What is wrong with `document`, at most `max_errors` findings and one saying that there were more."""
    found = validate(schema, document, RULES, max_errors=max_errors, hide_suggestions=True)
    return tuple(coded(Refused(GRAPHQL_VALIDATION_FAILED, detail=told(error)), at=error) for error in found)


def told(error: GraphQLError) -> str:
    """The message of `error` without a hint and without the text of an exception that a scalar's parser raised inside it.

    Only a GraphQLError is written to be read by the caller; any other exception's text may tell about the inside.
    """
    cause: Exception | None = error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    inner = str(cause) if cause else ""
    message = error.message.partition(_HINT)[0]  # one rule gives it whatever it is told
    return message.replace(inner, "…") if inner else message
