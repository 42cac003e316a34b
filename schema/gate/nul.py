"""The character NUL, which PostgreSQL keeps in no text: refused at the door, so that no field meets it."""

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import DocumentNode, TokenKind

NUL = "\0"
_TEXTS = (TokenKind.STRING, TokenKind.BLOCK_STRING)


def in_document(document: DocumentNode) -> bool:
    """Whether a text written in the document itself holds one; it can do so only by an escape."""
    token = document.loc.start_token if document.loc and "\\u" in document.loc.source.body else None
    while token is not None:
        if token.kind in _TEXTS and NUL in (token.value or ""):
            return True
        token = token.next
    return False


def in_variables(variables: Mapping[str, Any]) -> str | None:
    """The path to the first text that holds one, like `input.targets.0.basis`."""
    if not _anywhere(variables):
        return None
    return next((".".join(path) for path in _within(variables)), None)


def _anywhere(value: Any) -> bool:
    """Whether there is one: almost always there is none, and no path need be told."""
    if isinstance(value, str):
        return NUL in value
    if isinstance(value, Mapping):
        value = value.values()
    elif not isinstance(value, list):
        return False
    return any(_anywhere(one) for one in value)


def _within(value: Any) -> Iterator[tuple[str, ...]]:
    if isinstance(value, str):
        yield from [()] if NUL in value else []
    elif isinstance(value, Mapping):
        for name, one in value.items():
            yield from ((str(name), *path) for path in _within(one))
    elif isinstance(value, list):
        for at, one in enumerate(value):
            yield from ((str(at), *path) for path in _within(one))
