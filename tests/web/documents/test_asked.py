"""The shape of a request, wherever it stood. What bodies and query strings are refused with is told with HTTP's body."""

from web.documents.asked import GraphQLRequest, asked

HASH = "0" * 64


def test_a_document_is_named_by_text_id_or_hash() -> None:
    persisted = {"persistedQuery": {"version": 1, "sha256Hash": HASH}}

    assert asked({"query": "{a}", "variables": {"n": 1}}) == GraphQLRequest("{a}", variables={"n": 1})
    assert asked({"documentId": "x", "operationName": "A"}) == GraphQLRequest(None, "A", document_id="x")
    assert asked({"extensions": persisted}) == GraphQLRequest(None, extensions=persisted, sha256=HASH)
    assert asked({"query": "{a}", "extensions": persisted}).sha256 == HASH
