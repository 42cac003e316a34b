"""What every part of the schema owes its readers."""

import re
from collections.abc import Iterator

import pytest
import strawberry
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    is_introspection_type,
    is_specified_scalar_type,
)

from core.access.operations import registered
from schema.data.declarations import CodeField, ManyField, OneField
from schema.data.types import Declared, declared_as, declared_types
from schema.export import sdl
from tests.core.codes.test_registry import shipped

CHINESE = re.compile(r"[\u4e00-\u9fff]")
CORE = "schema."


@pytest.fixture(scope="module")
def built(schema: strawberry.Schema) -> GraphQLSchema:
    return schema._schema


def described(built: GraphQLSchema) -> Iterator[tuple[str, str | None]]:
    """Every element with its description."""
    for name, type_ in built.type_map.items():
        if is_introspection_type(type_) or is_specified_scalar_type(type_):
            continue
        yield name, type_.description
        if isinstance(type_, GraphQLEnumType):
            yield from ((f"{name}.{value}", found.description) for value, found in type_.values.items())
        if isinstance(type_, GraphQLInputObjectType):
            yield from ((f"{name}.{field}", found.description) for field, found in type_.fields.items())
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for field, found in type_.fields.items():
                yield f"{name}.{field}", found.description
                yield from ((f"{name}.{field}({arg})", one.description) for arg, one in found.args.items())


def test_everything_is_described_in_english_then_chinese(built: GraphQLSchema) -> None:
    owing = []
    for name, text in described(built):
        first, _, rest = (text or "").partition("\n")
        if not first or CHINESE.search(first) or not CHINESE.search(rest.partition("\n")[0]):
            owing.append(name)
    assert owing == []


def test_no_argument_or_input_field_defaults_to_null(schema: strawberry.Schema) -> None:
    assert re.findall(r"\w+: \w+ = null", sdl(schema)) == []


def test_scalars_of_our_own_say_where_they_are_specified(built: GraphQLSchema) -> None:
    own = [t for t in built.type_map.values() if isinstance(t, GraphQLScalarType) and not is_specified_scalar_type(t)]
    assert own
    assert [scalar.name for scalar in own if scalar.specified_by_url is None] == []


def test_the_text_is_stable(schema: strawberry.Schema) -> None:
    assert sdl(schema) == sdl(schema)
    assert sdl(schema).endswith("}\n")


def test_every_operation_a_declaration_names_can_be_granted() -> None:
    named = {declared.allow for declared in core_types()}
    named |= {field.allow for declared in core_types() for field in declared.fields.values() if field.allow}
    assert named - set(registered()) == set()


def test_every_code_set_a_field_shows_is_shipped() -> None:
    sets = {
        field.set for declared in core_types() for field in declared.fields.values() if isinstance(field, CodeField)
    }
    assert sets - set(shipped()) == {"category"}


def test_every_relation_leads_to_a_declared_type_over_the_column_s_table() -> None:
    for declared in core_types():
        for field in declared.fields.values():
            if isinstance(field, ManyField):
                assert field.by.table is declared_as(field.target).table
            if isinstance(field, OneField) and field.key is not None:
                assert field.key.table is declared_as(field.target).table


def core_types() -> list[Declared]:
    """The core's own types, without those that tests declare."""
    return [declared for declared in declared_types() if declared.record.__module__.startswith(CORE)]
