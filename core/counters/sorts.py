"""Which sorts are asked for, and what a statement of sums answers."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sqlalchemy import Column, ColumnElement, Date, Integer, MetaData, Table, Text, any_, bindparam, func, select
from sqlalchemy import literal_column as literal
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeEngine

from core.db.base import within
from core.districts.model import district
from core.units.model import unit

CASES, ASSIGNMENTS = "CASE", "ASSIGNMENT"

SUM = Table(
    "sum",
    MetaData(),
    Column("code", Text, nullable=False, comment="of the district or unit"),
    Column("state", Text, nullable=False),
    Column("n", Integer, nullable=False),
)
"""A row of a statement's answer, with its columns in this order; no such table is kept."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Where a row has what sums are kept by."""

    place: ColumnElement[Any]
    state: ColumnElement[Any]
    kind: ColumnElement[Any]
    due_on: ColumnElement[Any]


Bind: TypeAlias = Callable[[TypeEngine[Any]], ColumnElement[Any]]
Holds: TypeAlias = Callable[[Keys, Bind], ColumnElement[bool]]


def _below(place: Table, key: Column[Any]) -> Holds:
    def holds(keys: Keys, bind: Bind) -> ColumnElement[bool]:
        root = select(place.c.path).where(key == bind(key.type)).scalar_subquery()
        return within(keys.place, func.coalesce(root, literal("'/-'")))

    return holds


CONDITIONS: Mapping[str, Holds] = {
    "district": _below(district, district.c.code),
    "unit_id": _below(unit, unit.c.id),
    "kind": lambda keys, bind: keys.kind == any_(bind(ARRAY(Text()))),
    "due_from": lambda keys, bind: keys.due_on >= bind(Date()),
    "due_before": lambda keys, bind: keys.due_on < bind(Date()),
}
"""What may be asked of a sum. A place is given by its key, and means those below, too; an unknown one has no sums."""


@dataclass(frozen=True, slots=True)
class Sorts:
    """The sorts of `subject` that meet every condition given, by its name in CONDITIONS."""

    subject: str
    given: Mapping[str, object] = field(default_factory=dict)

    @property
    def shape(self) -> Hashable:
        """All that decides the SQL's text."""
        return self.subject, tuple(self.given)

    def where(self, keys: Keys, prefix: str = "") -> Iterator[ColumnElement[bool]]:
        """The conditions in SQL; the names of what they bind begin with `prefix`."""
        for name in self.given:
            yield CONDITIONS[name](keys, _binding(prefix + name))

    def values(self, prefix: str = "") -> Mapping[str, object]:
        """What `where` binds."""
        return {prefix + name: value for name, value in self.given.items()}


def _binding(name: str) -> Bind:
    return lambda type_: bindparam(name, type_=type_)
