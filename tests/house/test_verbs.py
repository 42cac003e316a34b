"""One stem for file, command, mutation, operation and event: whoever knows a verb finds everything of it."""

import re
from dataclasses import fields
from importlib import import_module
from typing import Any

import pytest
import strawberry
from graphql import GraphQLInputObjectType, GraphQLNonNull, GraphQLObjectType

from core import api
from core.access.matrix import load_matrix
from core.access.operations import registered
from core.cases.life_cycle import BY_VERB, Machine
from core.cases.verbs import Verb
from schema import roots
from schema.compose import build_schema

CHINESE = re.compile(r"[\u4e00-\u9fff]")
SCHEMA = build_schema()
MUTATION = SCHEMA._schema.mutation_type
MATRIX = load_matrix()


def stem(verb: Verb) -> str:
    return re.sub(r"[A-Z]", lambda letter: f"_{letter[0].lower()}", verb)


def named(verb: Verb) -> str:
    return verb[0].upper() + verb[1:]


def module_of(verb: Verb) -> Any:
    folder = "cases" if BY_VERB[verb].machine is Machine.CASE else "assignments"
    return import_module(f"schema.{folder}.mutations.{stem(verb)}")


@pytest.mark.parametrize("verb", Verb)
class TestEveryVerb:
    def test_has_one_mutation_in_one_file(self, verb: Verb) -> None:
        holders = [
            part
            for part in roots.MUTATIONS
            if stem(verb) in {field.python_name for field in part.__strawberry_definition__.fields}  # type: ignore[attr-defined]
        ]
        assert holders == [getattr(module_of(verb), f"{named(verb)}Mutation")]

    def test_has_one_command(self, verb: Verb) -> None:
        command = getattr(import_module(f"core.cases.commands.{stem(verb)}"), stem(verb))
        assert getattr(module_of(verb), stem(verb)) is command

    def test_is_an_operation_that_somebody_is_granted(self, verb: Verb) -> None:
        assert verb in registered()
        assert any(MATRIX.cell(role, verb) for role in MATRIX.roles)

    def test_takes_what_its_command_takes(self, verb: Verb) -> None:
        given = getattr(module_of(verb), f"{named(verb)}Input").__strawberry_definition__.fields
        taken = {field.name for field in fields(getattr(api, named(verb)))}
        assert {field.python_name for field in given} == taken | {"idempotency_key"}

    def test_has_a_payload_of_its_own(self, verb: Verb) -> None:
        assert MUTATION is not None
        field = MUTATION.fields[verb]
        assert set(field.args) == {"input"}
        assert str(field.args["input"].type) == f"{named(verb)}Input!"
        assert str(field.type) == f"{named(verb)}Payload!"
        shown = field.type.of_type.fields
        objects = {"case"} if BY_VERB[verb].machine is Machine.CASE else {"assignment", "case"}
        told_once = {"accessCode"} if verb is Verb.REGISTER_CASE else set()
        assert set(shown) == objects | told_once | {"userErrors"}
        assert str(shown["userErrors"].type) == "[UserError!]!"
        assert not any(isinstance(shown[name].type, GraphQLNonNull) for name in objects)

    def test_is_described_in_english_and_chinese(self, verb: Verb) -> None:
        assert MUTATION is not None
        field = MUTATION.fields[verb]
        input_, payload = field.args["input"].type.of_type, field.type.of_type
        assert isinstance(input_, GraphQLInputObjectType)
        assert isinstance(payload, GraphQLObjectType)
        described = [field, field.args["input"], input_, payload, *input_.fields.values(), *payload.fields.values()]
        for one in described:
            english, chinese = (one.description or "").split("\n")
            assert english.isascii()
            assert english.endswith(".")
            assert CHINESE.search(chinese)

    def test_states_the_length_of_every_text_that_is_no_code(self, verb: Verb) -> None:
        assert MUTATION is not None
        given = MUTATION.fields[verb].args["input"].type.of_type.fields
        for name, field in given.items():
            if str(field.type).rstrip("!") == "String" and name != "idempotencyKey":
                assert re.search(r"at most [\d,]+ characters|code", field.description), name


def test_an_absent_value_reaches_no_command() -> None:
    """`UNSET` would be taken for a value; only the two fields every input shares may hold it, and they are read by hand."""
    shared = {"idempotency_key", "expected_version"}
    for verb in Verb:
        for field in getattr(module_of(verb), f"{named(verb)}Input").__strawberry_definition__.fields:
            assert field.python_name in shared or field.default is not strawberry.UNSET, (verb, field.python_name)
