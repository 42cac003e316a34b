"""What one request asks for, in the shape that HTTP bodies, query strings, WebSocket messages and SSE share."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from web.http.refusals import bad_request

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """A document, the operation in it, and its variables.

    The document is given by its text (`query`), by the id it has in the trusted list (`document_id`), or by the SHA-256
    of its text (`sha256`); text and hash may come together.
    """

    query: str | None
    operation_name: str | None = None
    variables: dict[str, Any] = field(default_factory=dict)
    extensions: dict[str, Any] = field(default_factory=dict)
    document_id: str | None = None
    sha256: str | None = None


def asked(given: Mapping[str, Any]) -> GraphQLRequest:
    """The request in a JSON object. Raises Refusal 400 for a wrong shape; members nobody knows are left alone."""
    extensions = _optional(given, "extensions", dict, "an object") or {}
    request = GraphQLRequest(
        query=_optional(given, "query", str, "a string that holds a document"),
        operation_name=_optional(given, "operationName", str, "a string"),
        variables=_optional(given, "variables", dict, "an object") or {},
        extensions=extensions,
        document_id=_optional(given, "documentId", str, "a string"),
        sha256=_hash(extensions.get("persistedQuery")),
    )
    if request.query is not None and request.document_id is not None:
        raise bad_request("query and documentId exclude each other")
    named = request.document_id is not None or (request.sha256 is not None and request.query is None)
    if not named and not (request.query or "").strip():
        raise bad_request("query must be a string that holds a document")
    return request


def _hash(persisted: Any) -> str | None:
    if persisted is None:
        return None
    known = isinstance(persisted, dict) and persisted.get("version") == 1
    found = persisted.get("sha256Hash") if known else None
    if not isinstance(found, str) or not _SHA256.fullmatch(found):
        raise bad_request("extensions.persistedQuery must hold version 1 and sha256Hash, 64 small hexadecimal digits")
    return found


def _optional(given: Mapping[str, Any], name: str, kind: type, told: str) -> Any:
    value = given.get(name)
    if value is not None and not isinstance(value, kind):
        raise bad_request(f"{name} must be {told}" if name == "query" else f"{name} must be {told} or null")
    return value
