"""What the arguments of a list demand of its rows, declared once: the ordinary resolver and every plan are made from it.

    state: list[CaseState] | None = data.demand(among(case_file.c.state), "In one of these states.\\n状态（任一）")

A demand is SQL over a bound value, so that one statement serves whatever values are asked for. A filter is an input whose
fields are demands; what is absent or null demands nothing.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from inspect import Parameter
from typing import Any, Final, TypeAlias

import strawberry
from sqlalchemy import ARRAY, Column, ColumnElement, Text, any_, bindparam, literal_column, select
from sqlalchemy.types import TypeEngine

from schema.data.places import Places

REQUIRED: Final = Parameter.empty
"""The default of an argument that must be given."""

_WORD = re.compile(r"[A-Za-z0-9_]+")

DEMAND = "demand"
"""The key of an input field's metadata that holds what it demands."""


def _itself(value: Any) -> object:
    return value.value if isinstance(value, Enum) else value


@dataclass(frozen=True, kw_only=True, eq=False)
class Condition:
    """`holds` for the rows wanted, given the bound value; `value` makes that of what the caller gave, and may raise Refused."""

    type: TypeEngine[Any]
    holds: Callable[[ColumnElement[Any]], ColumnElement[bool]]
    value: Callable[[Any], object] = _itself


@dataclass(frozen=True, kw_only=True, eq=False)
class Place:
    """The path in `column` is that of the place which has the bound value in `key`, or of one below it, in the tree `tree`."""

    column: ColumnElement[Any]
    tree: Column[Any]
    key: Column[Any]
    value: Callable[[Any], object] = _itself

    def places(self, value: ColumnElement[Any]) -> Places:
        """Where the rows lie."""
        return Places(self.column, self.tree, (select(self.tree).where(self.key == value).scalar_subquery(),))


@dataclass(frozen=True, kw_only=True, eq=False)
class Choice:
    """One condition for each value the caller may give; a value that is not named demands nothing."""

    among: Mapping[Any, ColumnElement[bool]]


@dataclass(frozen=True, kw_only=True, eq=False)
class Members:
    """The column holds one of the members of a closed vocabulary that the caller gave, which stand in the text itself.

    An index on the column serves a list in its order only where the planner sees which of its values are meant.
    """

    column: ColumnElement[Any]

    def holds(self, given: Sequence[Enum]) -> ColumnElement[bool]:
        """The SQL."""
        values = [_quoted(one) for one in dict.fromkeys(given)]
        if len(values) == 1:
            return self.column == literal_column(values[0], self.column.type)
        return self.column == any_(literal_column(f"ARRAY[{', '.join(values)}]::text[]", ARRAY(Text)))


def _quoted(member: Enum) -> str:
    if not _WORD.fullmatch(str(member.value)):
        raise ValueError(f"{member!r} is not a word of a closed vocabulary")
    return f"'{member.value}'"


Demand: TypeAlias = Condition | Place | Choice | Members


@dataclass(frozen=True, slots=True)
class Demanded:
    """A demand with the value the caller gave, by the name of its argument or field."""

    name: str
    demand: Demand
    given: Any

    @property
    def shape(self) -> tuple[str, object]:
        """All that decides the SQL's text."""
        if isinstance(self.demand, Members):
            return self.name, tuple(self.given)
        return self.name, self.given if isinstance(self.demand, Choice) else None

    def places(self, prefix: str = "") -> Places | None:
        """Where the list begins, if that is what is demanded."""
        if not isinstance(self.demand, Place):
            return None
        return self.demand.places(bindparam(prefix + self.name, type_=self.demand.key.type))

    def condition(self, prefix: str = "") -> ColumnElement[bool] | None:
        """The SQL of any other demand; `prefix` keeps the names of two lists in one statement apart."""
        if isinstance(self.demand, Place):
            return None
        if isinstance(self.demand, Choice):
            return self.demand.among.get(self.given)
        if isinstance(self.demand, Members):
            return self.demand.holds(self.given)
        return self.demand.holds(bindparam(prefix + self.name, type_=self.demand.type))

    def values(self, prefix: str = "") -> Mapping[str, object]:
        """What the condition binds. Raises what the demand refuses."""
        if isinstance(self.demand, Condition | Place):
            return {prefix + self.name: self.demand.value(self.given)}
        return {}


def demand(demand: Demand, description: str) -> Any:
    """A filter's field."""
    return strawberry.field(default=strawberry.UNSET, description=description, metadata={DEMAND: demand})


def demands_of(filter: Any) -> Iterator[Demanded]:
    """What a filter's given fields demand."""
    for one in filter.__strawberry_definition__.fields:
        given = getattr(filter, one.python_name)
        if given is not strawberry.UNSET and given is not None:
            yield Demanded(one.python_name, one.metadata[DEMAND], given)


@dataclass(frozen=True, kw_only=True, eq=False)
class Argument:
    """An argument of a list: one demand, or where there is none a filter's."""

    name: str
    type: Any
    description: str
    demand: Demand | None = None
    default: Any = field(default=strawberry.UNSET)

    def demanded(self, given: Any) -> Iterator[Demanded]:
        """What it demands where it was given."""
        if given is not strawberry.UNSET and given is not None:
            yield from demands_of(given) if self.demand is None else [Demanded(self.name, self.demand, given)]


@dataclass(frozen=True, kw_only=True, eq=False)
class OrderArgument(Argument):
    """The argument that says the order: an input with a method `order()`."""


def equal(column: ColumnElement[Any]) -> Condition:
    """The column holds the value."""
    return Condition(type=column.type, holds=lambda value: column == value)


def members(column: ColumnElement[Any]) -> Members:
    """The column holds one of these members of a closed vocabulary."""
    return Members(column=column)


def among(column: ColumnElement[Any]) -> Condition:
    """The column holds one of the values."""

    def texts(given: Sequence[Any]) -> list[object]:
        return [_itself(one) for one in given]

    return Condition(type=ARRAY(Text), holds=lambda values: column == any_(values), value=texts)


def since(column: ColumnElement[Any]) -> Condition:
    """At or after the value."""
    return Condition(type=column.type, holds=lambda value: column >= value)


def before(column: ColumnElement[Any]) -> Condition:
    """Before the value."""
    return Condition(type=column.type, holds=lambda value: column < value)
