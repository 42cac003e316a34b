"""Callers without a token pass to the open root fields only."""

from collections.abc import Mapping

import pytest
import strawberry
from graphql import OperationType

from core.access.matrix import load_matrix
from schema.gate.prepared import DocumentRefused
from tests.web.auth.tokens import NOW
from tests.web.http.example import Viewer, example_schema
from web.auth.anonymous import Door, anonymous
from web.http.refusals import Refusal


@strawberry.type
class Case:
    """A case."""

    title: str = "停水"


@strawberry.type
class Query:
    """Reads."""

    @strawberry.field
    def case_by_access_code(self) -> Case | None:
        """Open to all."""
        return Case()

    @strawberry.field
    def case(self) -> Case | None:
        """For those who signed in."""
        return Case()


NOBODY = anonymous(load_matrix(), NOW)
DOOR = Door(strawberry.Schema(Query)._schema)


@pytest.mark.parametrize(
    "document",
    [
        "{ __typename }",
        "{ caseByAccessCode { title } }",
        "{ mine: caseByAccessCode { title } }",
        "query A { ...F } fragment F on Query { ... on Query { caseByAccessCode { title } } __typename }",
    ],
)
def test_an_open_field_is_let_through(document: str) -> None:
    assert DOOR.admit(document, None, {}, NOBODY).kind is OperationType.QUERY


@pytest.mark.parametrize(
    "document",
    [
        "{ case { title } }",
        "{ caseByAccessCode: case { title } }",
        "{ caseByAccessCode { title } case { title } }",
        "query A { ...F } fragment F on Query { ... { case { title } } }",
        "{ ... on Query @include(if: false) { case { title } } }",
    ],
)
def test_any_other_field_needs_a_token(document: str) -> None:
    with pytest.raises(Refusal) as refused:
        DOOR.admit(document, None, {}, NOBODY)
    assert (refused.value.status, refused.value.code.code) == (401, "UNAUTHENTICATED")
    signed_in = Viewer()
    assert DOOR.admit(document, None, {}, signed_in).kind is OperationType.QUERY


def test_only_the_chosen_operation_counts() -> None:
    document = "query Mine { caseByAccessCode { title } } query Other { case { title } }"
    assert DOOR.admit(document, "Mine", {}, NOBODY).name == "Mine"
    with pytest.raises(Refusal):
        DOOR.admit(document, "Other", {}, NOBODY)


@pytest.mark.parametrize("document", ['mutation { rename(title: "a") }', "subscription { ticks }"])
def test_nothing_is_changed_or_followed_without_a_token(document: str) -> None:
    with pytest.raises(Refusal):
        Door(example_schema()._schema).admit(document, None, {}, NOBODY)


def test_introspection_is_refused_as_to_anybody_else() -> None:
    variables: Mapping[str, object] = {}
    with pytest.raises(DocumentRefused) as refused:
        DOOR.admit("{ __schema { types { name } } }", None, variables, NOBODY)
    (error,) = refused.value.errors
    assert error.extensions == {"code": "INTROSPECTION_REFUSED"}


def test_no_grant_opens_anything() -> None:
    assert not any(NOBODY.may(operation) for _, operation in NOBODY.matrix.cells)
