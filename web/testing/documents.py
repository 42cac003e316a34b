"""Documents and values made from the schema alone, to ask every field a plug-in adds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLType,
    Undefined,
    get_named_type,
)

from schema.relay.ids import encode

NOBODY = encode("case", UUID(int=0))
"""An id of the right form that no object has."""

_SCALARS: Mapping[str, object] = {
    "ID": NOBODY, "String": "1", "Int": 1, "Float": 1.0, "Boolean": True, "DateTime": "2026-11-16T10:00:00+08:00",
    "LocalDate": "2026-11-16", "Duration": "PT1H", "Decimal": "1", "BigInt": "1",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Root:
    """One root field: of `query`, `mutation` or `subscription`."""

    kind: str
    name: str
    field: GraphQLField

    def document(self) -> str:
        """An operation that asks for it with the values of `variables`."""
        declared = ", ".join(f"${name}: {argument.type}" for name, argument in self._required())
        passed = ", ".join(f"{name}: ${name}" for name, _ in self._required())
        called = self.name + (f"({passed})" if passed else "")
        return f"{self.kind}{f'({declared})' if declared else ''} {{ {called} {selection(self.field.type)} }}"

    def variables(self, **known: str) -> dict[str, Any]:
        """A value for every argument that must be given; input fields that are `known` by name get that value."""
        return {name: value(argument.type, known) for name, argument in self._required()}

    def _required(self) -> list[tuple[str, Any]]:
        return [(name, one) for name, one in self.field.args.items() if _must_be_given(one)]


def roots(schema: GraphQLSchema) -> Iterator[Root]:
    """Every root field."""
    kinds = (
        ("query", schema.query_type),
        ("mutation", schema.mutation_type),
        ("subscription", schema.subscription_type),
    )
    for kind, type_ in kinds:
        for name, field in type_.fields.items() if type_ else ():
            yield Root(kind, name, field)


def added(schema: GraphQLSchema, without: GraphQLSchema) -> Iterator[tuple[GraphQLObjectType, str, GraphQLField]]:
    """The fields that object types of both schemas have in the first only, root types included."""
    for name, type_ in schema.type_map.items():
        before = without.type_map.get(name)
        if isinstance(type_, GraphQLObjectType) and isinstance(before, GraphQLObjectType):
            for field in type_.fields.keys() - before.fields.keys():
                yield type_, field, type_.fields[field]


def asked(name: str, field: GraphQLField) -> str:
    """A field with something of its type; empty if it needs arguments."""
    needed = any(_must_be_given(one) for one in field.args.values())
    return "" if needed else f"{name} {selection(field.type)}"


def selection(type_: GraphQLType) -> str:
    """Something to ask of a type: its scalars without arguments, and what is right below a connection or payload."""
    return _selection(get_named_type(type_), depth=3)


def value(type_: GraphQLType, known: Mapping[str, str]) -> Any:
    """A value the type accepts; a field of an input whose name is known gets what is known, also where it is optional."""
    if isinstance(type_, GraphQLNonNull):
        return value(type_.of_type, known)
    if isinstance(type_, GraphQLList):
        return [value(type_.of_type, known)]
    if isinstance(type_, GraphQLEnumType):
        return next(iter(type_.values))
    if isinstance(type_, GraphQLInputObjectType):
        return _input(type_, known)
    assert isinstance(type_, GraphQLScalarType)
    return _SCALARS[type_.name]


def _input(type_: GraphQLInputObjectType, known: Mapping[str, str]) -> dict[str, Any]:
    fields = list(type_.fields.items())
    given = fields[:1] if type_.is_one_of else [one for one in fields if _must_be_given(one[1]) or one[0] in known]
    return {name: known[name] if name in known else value(one.type, known) for name, one in given}


def _must_be_given(argument: Any) -> bool:
    return isinstance(argument.type, GraphQLNonNull) and argument.default_value is Undefined


def _selection(type_: GraphQLNamedType, depth: int) -> str:
    if not isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
        return ""
    chosen = ["__typename"]
    for name, field in type_.fields.items():
        below = get_named_type(field.type)
        if any(_must_be_given(one) for one in field.args.values()):
            continue
        if isinstance(below, GraphQLObjectType | GraphQLInterfaceType):
            if depth > 1:
                chosen.append(f"{name} {_selection(below, depth - 1)}")
        else:
            chosen.append(name)
    return "{ " + " ".join(chosen) + " }"
