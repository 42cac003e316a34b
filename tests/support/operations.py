"""Operations made by chance from a schema: every field, argument, fragment and directive has its turn."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
)

from web.testing.documents import Root

DEPTH = 4
_RARE = 0.04
"""How often a field with a resolver of its own is selected: a whole operation is for graphql-core then."""

_LIKELY = 4
"""How much likelier a field that is worth asking is than another."""


class Enumerated(str):
    """A literal written without quotes."""

    __slots__ = ()


@dataclass
class Query:
    """A document with its variables. `cursors` are variables that take a cursor of the root field of that key."""

    text: str
    variables: dict[str, Any]
    cursors: dict[str, str]


@dataclass
class Chance:
    """Makes queries of one schema.

    `pool` has plausible values by the name of an argument or, for all others, of a scalar; `plain` tells a declared field,
    `telling` one that shows more than others.
    """

    schema: GraphQLSchema
    random: Random
    pool: Mapping[str, Sequence[Any]]
    plain: Callable[[GraphQLField], bool]
    telling: Callable[[GraphQLField], bool]
    _definitions: dict[str, str] = field(default_factory=dict)
    _variables: dict[str, Any] = field(default_factory=dict)
    _fragments: list[str] = field(default_factory=list)
    _cursors: dict[str, str] = field(default_factory=dict)
    _number: int = 0

    def query(self) -> Query:
        """The next."""
        self._begin()
        root = self.schema.query_type
        assert root is not None
        chosen = [self._some_of(list(root.fields.items()), 1)[0] for _ in range(self.random.choice((1, 1, 1, 2, 3)))]
        selected = " ".join(self._field(name, one, DEPTH, at_root=True) for name, one in chosen)
        return Query(self._written("query", selected), self._variables, self._cursors)

    def mutation(self, names: Sequence[str]) -> tuple[Query, str, str]:
        """The next call of one of these mutations, with the least it may be given; its key and its name."""
        self._begin()
        root = self.schema.mutation_type
        assert root is not None
        name, key = self.random.choice(names), self._name("a")
        called, type_ = Root("mutation", name, root.fields[name]), get_named_type(root.fields[name].type)
        self._variables = called.variables()
        self._definitions = {one: str(called.field.args[one].type) for one in self._variables}
        passed = ", ".join(f"{one}: ${one}" for one in self._variables)
        selected = f"{key}: {name}({passed}) {{ {self._selection(type_, DEPTH - 1)} }}"
        return Query(self._written("mutation", selected), self._variables, {}), key, name

    def _begin(self) -> None:
        self._definitions, self._variables, self._fragments, self._cursors, self._number = {}, {}, [], {}, 0

    def _written(self, kind: str, selected: str) -> str:
        given = f"({', '.join(f'${name}: {type_}' for name, type_ in self._definitions.items())})"
        head = f"{kind} Q{given if self._definitions else ''}"
        return f"{head} {{ {selected} {self._maybe('__typename')} }}\n" + "\n".join(self._fragments)

    def _rarely(self) -> bool:
        return self.random.random() < _RARE

    def _maybe(self, text: str, share: float = 0.15) -> str:
        return text if self.random.random() < share else ""

    def _name(self, prefix: str) -> str:
        self._number += 1
        return f"{prefix}{self._number}"

    def _field(self, name: str, field: GraphQLField, depth: int, *, at_root: bool = False) -> str:
        key = self._name("a") if at_root or self.random.random() < 0.25 else name
        given = self._arguments(field.args, key if at_root else None)
        head = f"{'' if key == name else key + ': '}{name}{given}{self._directive()}"
        type_ = get_named_type(field.type)
        if is_leaf_type(type_):
            return head
        body = f"{head} {{ {self._selection(type_, depth - 1)} }}"
        twice = not given and self.random.random() < 0.05
        return f"{body} {head} {{ {self._selection(type_, depth - 1)} }}" if twice else body

    def _selection(self, type_: GraphQLNamedType, depth: int) -> str:
        assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
        fields = [
            (name, one) for name, one in type_.fields.items() if depth > 0 or is_leaf_type(get_named_type(one.type))
        ]
        chosen = self._some_of(fields, self.random.randint(1, 5))
        parts = [self._spread(type_, self._field(name, one, depth)) for name, one in chosen]
        if isinstance(type_, GraphQLInterfaceType):
            kinds = self.random.sample(list(self.schema.get_possible_types(type_)), 4)
            parts += [f"... on {kind.name} {{ {self._selection(kind, depth)} }}" for kind in kinds]
        return " ".join([*parts, self._maybe("__typename")]) if parts else "__typename"

    def _some_of(self, fields: list[tuple[str, GraphQLField]], most: int) -> list[tuple[str, GraphQLField]]:
        """At most so many, those that tell more likelier than others."""
        known = [(name, one) for name, one in fields if self.plain(one) or self._rarely()]
        known.sort(key=lambda one: self.random.random() ** (1 / _LIKELY if self.telling(one[1]) else 1), reverse=True)
        return known[:most]

    def _spread(self, type_: GraphQLNamedType, text: str) -> str:
        """As it is, in a fragment on the spot, or in one of its own."""
        turn = self.random.random()
        if turn < 0.08:
            return f"... {self._maybe(f'on {type_.name}', 0.5)} {self._directive()} {{ {text} }}"
        if turn < 0.14:
            name = self._name("F")
            self._fragments.append(f"fragment {name} on {type_.name} {{ {text} }}")
            return f"...{name}{self._directive()}"
        return text

    def _directive(self) -> str:
        if self.random.random() > 0.06:
            return ""
        name, value = self.random.choice(("skip", "include")), self.random.choice((True, False))
        if self.random.random() < 0.5:
            return f" @{name}(if: {json.dumps(value)})"
        variable = self._variable("Boolean!", value)
        return f" @{name}(if: ${variable})"

    def _variable(self, type_: str, value: Any) -> str:
        name = self._name("v")
        self._definitions[name] = type_
        self._variables[name] = value
        return name

    def _arguments(self, args: Mapping[str, GraphQLArgument], root: str | None) -> str:
        given = []
        unwanted = {self.random.choice(("first", "last"))} if not self._rarely() else set()  # both are refused
        for name, argument in args.items():
            required = isinstance(argument.type, GraphQLNonNull)
            if name in unwanted:
                continue
            if name in ("after", "before") and not self._rarely():
                if root is not None and name == "after" and self.random.random() < 0.5:
                    variable = self._variable("String", None)
                    self._cursors[variable] = root
                    given.append(f"after: ${variable}")
                continue
            if required or self.random.random() < 0.3:
                given.append(f"{name}: {self._given(argument.type, name)}")
        return f"({', '.join(given)})" if given else ""

    def _given(self, type_: Any, name: str) -> str:
        value = self._value(type_, name)
        if self.random.random() < 0.5:
            return _literal(value)
        variable = self._variable(str(type_), value)
        if not isinstance(type_, GraphQLNonNull) and self.random.random() < 0.15:
            self._definitions[variable] += f" = {_literal(value)}"
            if self.random.random() < 0.5:
                del self._variables[variable]
        return f"${variable}"

    def _value(self, type_: Any, name: str) -> Any:
        if isinstance(type_, GraphQLNonNull):
            return self._some(type_.of_type, name)
        return None if self.random.random() < 0.05 else self._some(type_, name)

    def _some(self, type_: Any, name: str) -> Any:
        if isinstance(type_, GraphQLList):
            return [self._value(type_.of_type, name) for _ in range(self.random.choice((0, 1, 1, 2, 3)))]
        if isinstance(type_, GraphQLInputObjectType):
            one_of = bool(getattr(type_.extensions.get("strawberry-definition"), "is_one_of", False))
            fields = list(type_.fields.items())
            some = 1 if one_of else self.random.randint(0, min(2, len(fields)))
            chosen = self.random.sample(fields, some)
            wanted = {key for key, _ in chosen} | {k for k, f in fields if isinstance(f.type, GraphQLNonNull)}
            return {key: self._some(_bare(one.type), key) for key, one in fields if key in wanted}
        if isinstance(type_, GraphQLEnumType):
            return Enumerated(self.random.choice(list(type_.values)))
        if type_.name == "Boolean":
            return self.random.choice((True, False))
        if type_.name == "Int":
            return self.random.choice((0, 101) if self._rarely() else (1, 2, 3, 5, 7, 20, 50, 100))
        fitting = self.pool.get(name) if type_.name in ("ID", "String") and not self._rarely() else None
        return self.random.choice(fitting or self.pool.get(type_.name, ("x",)))


def _bare(type_: Any) -> Any:
    return type_.of_type if isinstance(type_, GraphQLNonNull) else type_


def _literal(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_literal(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_literal(one) for one in value) + "]"
    return str(value) if isinstance(value, Enumerated) else json.dumps(value, ensure_ascii=False)
