"""A field that only reads data is declared, not coded: every field of a query with a resolver of its own says why."""

import csv
from collections.abc import Iterator
from pathlib import Path

from graphql import GraphQLField, GraphQLInterfaceType, GraphQLObjectType, get_named_type

from schema.data.types import METADATA
from schema.export import schema_with
from tests.support.plugged import in_tree

CODED = Path(__file__).with_name("coded_reads.csv")
SCHEMA = schema_with(in_tree())._schema


def coded(field: GraphQLField) -> bool:
    """Whether a function of somebody's answers it."""
    definition = field.extensions["strawberry-definition"]
    return definition.base_resolver is not None and METADATA not in definition.metadata


def reached() -> Iterator[tuple[str, GraphQLField]]:
    """Every field a query can meet, as `Type.field`, but for those of a page, which are planned by what they are."""
    assert SCHEMA.query_type is not None
    waiting, seen = [SCHEMA.query_type.name], set[str]()
    while waiting:
        type_ = SCHEMA.type_map[waiting.pop()]
        if type_.name in seen or not isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            continue
        seen.add(type_.name)
        for name, field in type_.fields.items():
            if not type_.name.endswith("Connection"):
                yield f"{type_.name}.{name}", field
            waiting.append(get_named_type(field.type).name)
        if isinstance(type_, GraphQLInterfaceType):
            waiting += [one.name for one in SCHEMA.get_possible_types(type_)]


def reasons() -> dict[str, str]:
    """By field, or by `Type.*` for a type none of whose fields is a row's, why it is coded."""
    rows = csv.DictReader(CODED.read_text("utf-8").splitlines())
    return {row["field"]: row["why"] for row in rows}


def test_a_field_that_is_coded_says_why_it_cannot_be_declared() -> None:
    known = reasons()
    found = sorted({place for place, field in reached() if coded(field)})

    unnamed = [place for place in found if place not in known and f"{place.partition('.')[0]}.*" not in known]

    assert unnamed == [], "declare it by schema.data.fields, or say in coded_reads.csv why that cannot be"


def test_no_reason_is_left_of_a_field_that_is_declared_or_gone() -> None:
    found = {place for place, field in reached() if coded(field)}
    types = {f"{place.partition('.')[0]}.*" for place in found}

    assert [name for name in reasons() if name not in found | types] == []
    assert all(reasons().values())
