"""A GraphQL error that carries its registered code, so that its text can be told in the caller's language."""

from graphql import GraphQLError

from core.errors import ErrorCode, Refused


def coded(refused: Refused, *, at: GraphQLError | None = None, **extensions: object) -> GraphQLError:
    """`refused` as a GraphQL error, placed where the error `at` stood, with further `extensions` beside the code.

    The refusal stays the `original_error`, so rendering in another language needs nothing else.
    """
    at = at or GraphQLError("")
    told = {"code": refused.code.code, **extensions}
    return GraphQLError(refused.text("zh"), at.nodes, at.source, at.positions, at.path, refused, told)


def refusal(code: ErrorCode, **params: object) -> GraphQLError:
    """A new error of `code`; `params` fill its text."""
    return coded(Refused(code, field=None, **params))
