"""What every part of the schema owes its readers."""

import re
from collections.abc import Iterator
from pathlib import Path

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
from core.plugin.config import parse_config
from core.plugin.host import load_plugins
from schema import hookspecs
from schema.data.declarations import CodeField, ManyField, OneField
from schema.data.types import Declared, declared_as, declared_types
from schema.export import schema_with, sdl
from tests.core.codes.test_registry import shipped
from tests.support.plugged import config_text, in_tree

CHINESE = re.compile(r"[\u4e00-\u9fff]")
CORE = "schema."
NAMES = in_tree()
HOST = load_plugins(parse_config(config_text(NAMES), Path("plugins.toml")), (hookspecs,))


@pytest.fixture(scope="module", params=[(), NAMES], ids=["core", "every plug-in"])
def schema(request: pytest.FixtureRequest) -> strawberry.Schema:
    return schema_with(request.param)


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
    named = {declared.allow for declared in own_types()}
    named |= {field.allow for declared in own_types() for field in declared.declarations if field.allow}
    ours = {one for one in named if "/" not in one or one.partition("/")[0] in NAMES}  # tests add to the types, too
    assert ours - set(registered()) == set()


def test_every_code_set_a_field_shows_is_shipped() -> None:
    sets = {field.set for declared in own_types() for field in declared.declarations if isinstance(field, CodeField)}
    brought = {row.set for _, rows in HOST.each("codes") for row in rows}
    assert sets - set(shipped()) - brought == {"category"}


def test_every_relation_leads_to_a_declared_type_over_the_column_s_table() -> None:
    for declared in own_types():
        for field in declared.declarations:
            if isinstance(field, ManyField):
                assert field.by.table is declared_as(field.target).table
            if isinstance(field, OneField) and field.key is not None:
                assert field.key.table is declared_as(field.target).table


def own_types() -> list[Declared]:
    """The types of the core and of its plug-ins, without those that tests declare."""
    return [one for one in declared_types() if one.plugin in NAMES or one.record.__module__.startswith(CORE)]
