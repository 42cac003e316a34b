"""Documents that ask for everything a schema has: every root field, every field of every type."""

import os
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest
from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from schema.relay.patience import patiently

DEPTH = 3
"""Objects below one another in the long form. A type is not entered again below itself."""
LONG = bool(os.environ.get("HOTLINE_TEST_LONG"))
FIRST = ("nodes",)
"""Root fields that are gone through before the others: by these every row can be had, whatever leads to it."""
SAME = frozenset({"edges"})
"""Fields that show what another one beside them does."""


@contextmanager
def unhurried() -> Iterator[None]:
    """Lists take as long as they take in the block: an answer that was cut off says nothing about who may see it."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(patiently, "__defaults__", (60.0,))
        yield


class Crawler:
    """`given` are the arguments of fields that do not go without (`Query.case` to `by: …`), all others are asked bare.

    A field that needs arguments and is given none is a mistake of the test's: what is new must not stay unasked. The short
    form asks a type's fields that are objects once, where it comes up first, and its values wherever it comes up; the long
    form asks everything again in all places, DEPTH objects deep.
    """

    def __init__(self, schema: GraphQLSchema, given: Mapping[str, str]) -> None:
        self._schema, self._given = schema, given
        query = schema.query_type
        assert query is not None
        self._query = query
        self._home = self._homes()

    @property
    def fields(self) -> frozenset[str]:
        """All below the roots that is to be asked, as `Type_field`."""
        types = (one for one in self._known() if one is not self._query)
        return frozenset(f"{type_.name}_{name}" for type_ in types for name in type_.fields if name not in SAME)

    def documents(self) -> Iterator[tuple[str, str]]:
        """Each root field of a query, by its name."""
        for name in self._roots():
            yield name, f"{{ {self._asked(self._query, name, self._query.fields[name], ())} }}"

    def _roots(self) -> list[str]:
        return sorted(self._query.fields, key=lambda name: name not in FIRST)

    def _known(self) -> Iterator[GraphQLObjectType]:
        for name in self._home:
            type_ = self._schema.type_map[name]
            assert isinstance(type_, GraphQLObjectType)
            yield type_

    def _homes(self) -> dict[str, str]:
        """By type the field, as `Type.field`, under which it comes up first: nothing is deeper than it must be."""
        found, waiting = {"Query": ""}, deque([self._query])
        while waiting:
            type_ = waiting.popleft()
            for name in self._roots() if type_ is self._query else type_.fields:
                for below in self._possible(get_named_type(type_.fields[name].type)) if name not in SAME else ():
                    if below.name not in found:
                        found[below.name] = f"{type_.name}.{name}"
                        waiting.append(below)
        return found

    def _possible(self, type_: GraphQLNamedType) -> list[GraphQLObjectType]:
        if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
            return list(self._schema.get_possible_types(type_))
        return [type_] if isinstance(type_, GraphQLObjectType) else []

    def _asked(self, parent: GraphQLNamedType, name: str, field: GraphQLField, path: tuple[str, ...]) -> str:
        key = f"{parent.name}.{name}"
        required = [one for one, argument in field.args.items() if is_required_argument(argument)]
        assert not required or key in self._given, f"{key} needs {required}: say what the crawler gives it"
        arguments = f"({self._given[key]})" if key in self._given else ""
        return f"{name}{arguments}{self._below(get_named_type(field.type), key, path)}"

    def _below(self, type_: GraphQLNamedType, came_by: str, path: tuple[str, ...]) -> str:
        if is_leaf_type(type_):
            return ""
        return f" {{ __typename {' '.join(self._fields(type_, came_by, path))} }}"

    def _fields(self, type_: GraphQLNamedType, came_by: str, path: tuple[str, ...]) -> Iterator[str]:
        if not isinstance(type_, GraphQLObjectType):
            for one in self._possible(type_):
                yield f"... on {one.name} {{ {' '.join(self._fields(one, came_by, path)) or '__typename'} }}"
            return
        for name, field in type_.fields.items():
            below = get_named_type(field.type)
            if is_leaf_type(below) or (name not in SAME and self._enters(type_, came_by, below, path)):
                yield self._renamed(type_, name, field, (*path, type_.name))

    def _enters(self, type_: GraphQLNamedType, came_by: str, below: GraphQLNamedType, path: tuple[str, ...]) -> bool:
        if not LONG:
            return self._home[type_.name] == came_by
        return below.name not in path and sum(not one.endswith("Connection") for one in path) < DEPTH

    def _renamed(self, type_: GraphQLObjectType, name: str, field: GraphQLField, path: tuple[str, ...]) -> str:
        """Under an alias of its type: fields of one name in different types of an interface need not fit."""
        return f"{type_.name}_{name}: {self._asked(type_, name, field, path)}"
