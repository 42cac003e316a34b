"""Any choice of the plug-ins makes a schema, and one that is taken out takes its own parts along and nothing else."""

from functools import cache
from itertools import chain, combinations

import pytest
from graphql import GraphQLSchema
from graphql.utilities import SchemaChange, find_breaking_changes, find_dangerous_changes

from schema.compose import HotlineSchema
from schema.export import schema_with, sdl
from schema.plugins.marks import added_fields, owners, plugin_of
from tests.support.plugged import in_tree

NAMES = in_tree()
SUBSETS = tuple(chain.from_iterable(combinations(NAMES, size) for size in range(len(NAMES) + 1)))


@cache
def deployed(names: tuple[str, ...]) -> HotlineSchema:
    """The schema of a deployment with these plug-ins."""
    return schema_with(names)


def built(names: tuple[str, ...]) -> GraphQLSchema:
    """As the specification knows it."""
    return deployed(names)._schema


def parts(schema: GraphQLSchema, plugin: str) -> set[str]:
    """The types and fields a plug-in brought, as a change names them: `LegalConsultation`, `Case.legalReferral`."""
    fields = {f"{type_}.{name}" for type_, name, field in added_fields(schema) if plugin_of(field) == plugin}
    return fields | {name for name, owner in owners(schema, {}).items() if owner == plugin}


def subject(change: SchemaChange) -> str:
    """What the change is about: a type, or a type with its field."""
    return next(word.strip("'.") for word in change.description.split() if word not in KINDS)


@pytest.mark.parametrize("names", SUBSETS, ids="+".join)
def test_every_subset_makes_a_schema_of_its_own_parts_alone(names: tuple[str, ...]) -> None:
    schema = built(names)
    assert {plugin_of(field) for _, _, field in added_fields(schema)} == set(names)
    text = sdl(deployed(names))
    assert {name for name in NAMES if f'@plugin(name: "{name}")' in text} == set(names)


@pytest.mark.parametrize(("names", "plugin"), [(names, one) for names in SUBSETS for one in names], ids=str)
def test_taking_one_out_breaks_its_own_parts_alone(names: tuple[str, ...], plugin: str) -> None:
    before, after = built(names), built(tuple(name for name in names if name != plugin))
    own = parts(before, plugin)

    broken = [subject(change) for change in find_breaking_changes(before, after)]

    assert broken
    assert [one for one in broken if one not in own and one not in CARRIERS] == []


@pytest.mark.parametrize("plugin", NAMES)
def test_putting_one_in_endangers_nothing(plugin: str) -> None:
    without = tuple(name for name in NAMES if name != plugin)
    assert [one.description for one in find_dangerous_changes(built(without), built(NAMES))] == []
    assert [one.description for one in find_breaking_changes(built(without), built(NAMES))] == []


KINDS = {"Field", "Type", "Directive"}
CARRIERS = {"Subscription", "@plugin"}
"""The root type that no field of the core is on, and the mark itself, which go with the last plug-in that needs them."""
