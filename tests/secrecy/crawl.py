"""Documents that ask for everything a schema has: every root field, every field of every type, as deep as it goes."""

import os
from collections.abc import Iterator, Mapping

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

DEPTH = 3 if os.environ.get("HOTLINE_TEST_LONG") else 2
"""Objects below one another. A type is not entered again below itself."""


class Crawler:
    """`given` are the arguments of fields that do not go without (`Query.case` to `by: …`), all others are asked bare.

    A field that needs arguments and is given none is a mistake of the test's: what is new must not stay unasked.
    """

    def __init__(self, schema: GraphQLSchema, given: Mapping[str, str]) -> None:
        self._schema, self._given = schema, given

    def documents(self) -> Iterator[tuple[str, str]]:
        """Each root field of a query, by its name."""
        query = self._schema.query_type
        assert query is not None
        for name, field in query.fields.items():
            yield name, f"{{ {self._asked(query, name, field, ())} }}"

    def _asked(self, parent: GraphQLNamedType, name: str, field: GraphQLField, path: tuple[str, ...]) -> str:
        key = f"{parent.name}.{name}"
        required = [one for one, argument in field.args.items() if is_required_argument(argument)]
        assert not required or key in self._given, f"{key} needs {required}: say what the crawler gives it"
        arguments = f"({self._given[key]})" if key in self._given else ""
        return f"{name}{arguments}{self._below(get_named_type(field.type), path)}"

    def _below(self, type_: GraphQLNamedType, path: tuple[str, ...]) -> str:
        if is_leaf_type(type_):
            return ""
        return f" {{ __typename {' '.join(self._fields(type_, path))} }}"

    def _fields(self, type_: GraphQLNamedType, path: tuple[str, ...]) -> Iterator[str]:
        if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
            for one in self._schema.get_possible_types(type_):
                yield f"... on {one.name} {{ {' '.join(self._fields(one, path)) or '__typename'} }}"
        elif isinstance(type_, GraphQLObjectType):
            for name, field in type_.fields.items():
                below = get_named_type(field.type)
                deep = sum(not one.endswith("Connection") for one in path)
                if is_leaf_type(below) or (below.name not in path and deep < DEPTH and name != "edges"):
                    yield self._renamed(type_, name, field, (*path, type_.name))

    def _renamed(self, type_: GraphQLObjectType, name: str, field: GraphQLField, path: tuple[str, ...]) -> str:
        """Under an alias of its type: fields of one name in different types of an interface need not fit."""
        return f"{type_.name}_{name}: {self._asked(type_, name, field, path)}"
