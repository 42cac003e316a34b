"""The selection of a page: edges or nodes, where it stands in its list, and how long the list is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLObjectType, get_named_type
from sqlalchemy import ColumnElement, Select, bindparam, func, literal_column, select

from schema.data.places import Places
from schema.plan.asked import Page
from schema.plan.level import Level
from schema.plan.questions import Question
from schema.plan.selection import Selected
from schema.plan.slices import Slicing, sliced
from schema.plan.writer import Writer, braces
from schema.relay.connections import CAPPED, COUNTED, shown
from schema.relay.keyset import ordering
from schema.relay.pages import counted, everywhere, windowed

Show = Callable[[Level, Selected], str]
"""Writes the selection of one row."""


@dataclass(frozen=True, slots=True, eq=False)
class Listing:
    """A page at its place: where its rows lie and what else restricts them, the Python of what its cursors are bound to, and
    where its SQL is put.

    `put_rows` and `put_count` take the SQL of the rows and of their number and answer the Python of what they find.
    """

    writer: Writer
    question: Question
    asked: Page
    places: Places | None
    where: Sequence[ColumnElement[bool]]
    bound: str
    put_rows: Callable[[Select[Any]], str]
    put_count: Callable[[ColumnElement[Any]], str]


def page(listing: Listing, selected: Selected, show: Show) -> str:
    """The Python of the page. Rows and number are read only where something selected is made of them."""
    level = Level(listing.writer, listing.asked.declared)
    name = f"p{listing.writer.number()}"
    made = _Fields(listing, level, name, show).of(selected)
    if f"{name}." not in made:
        return made
    asked = listing.asked
    window = asked.asked.window
    slicing = Slicing(asked.declared, asked.asked.order, window, asked.after is not None, asked.before is not None)
    rows = listing.put_rows(_rows(listing, level))
    how = listing.writer.named(slicing, "slicing")
    start = f"{listing.writer.named(sliced, 'sliced')}(c, {rows}, {how}, {listing.bound})"
    return f"(None if ({name} := {start}) is None else {made})"


class _Fields:
    def __init__(self, listing: Listing, level: Level, name: str, show: Show) -> None:
        self._listing, self._level, self._name, self._show = listing, level, name, show
        self._writer = listing.writer
        self._counted: str | None = None

    def of(self, selected: Selected) -> str:
        """The fields of the connection."""
        return self._object(selected, {"edges": self._edges, "nodes": self._nodes, "pageInfo": self._info}, self._total)

    def _object(
        self, selected: Selected, inner: dict[str, Callable[[Selected], str]], leaf: Callable[[str], str]
    ) -> str:
        type_ = get_named_type(selected.field.type)
        assert isinstance(type_, GraphQLObjectType)
        pairs = []
        for one in self._writer.selections.below(selected, type_):
            if isinstance(one, str):
                pairs.append((one, repr(type_.name)))
            else:
                name = one.node.name.value
                pairs.append((one.key, inner[name](one) if name in inner else leaf(name)))
        return braces(pairs)

    def _edges(self, selected: Selected) -> str:
        made = self._object(selected, {"node": self._node}, lambda _: self._cursor(self._level.row))
        return f"[{made} for {self._level.row} in {self._name}.rows]"

    def _nodes(self, selected: Selected) -> str:
        return f"[{self._node(selected)} for {self._level.row} in {self._name}.rows]"

    def _node(self, selected: Selected) -> str:
        return self._show(self._level, selected)

    def _info(self, selected: Selected) -> str:
        return self._object(selected, {}, self._place)

    def _place(self, name: str) -> str:
        if name in ("hasNextPage", "hasPreviousPage"):
            return f"{self._name}.{'next' if name == 'hasNextPage' else 'previous'}"
        at = f"{self._name}.rows[{0 if name == 'startCursor' else -1}]"
        return f"({self._cursor(at)} if {self._name}.rows else None)"

    def _cursor(self, row: str) -> str:
        places = (self._level.place(column) for column in self._listing.asked.asked.order.columns)
        return f"{self._name}.cursor([{', '.join(f'{row}[{place}]' for place in places)}])"

    def _total(self, name: str) -> str:
        if self._counted is None:
            self._counted = self._listing.put_count(_count(self._listing))
        shown_as = self._writer.named(shown, "shown")
        return f"{shown_as}({self._counted})" if name == "totalCount" else f"({self._counted} == {CAPPED})"


def _rows(listing: Listing, level: Level) -> Select[Any]:
    """One more than the page shows, in the order they are read."""
    asked = listing.asked
    order, window = asked.asked.order, asked.asked.window
    after, before = _bound(listing, "after", asked.after), _bound(listing, "before", asked.before)

    def cut(rows: Select[Any], names: Sequence[str]) -> Select[Any]:
        return windowed(rows, names, order, window, after, before, listing.places)

    return level.page(*listing.where, order=ordering(order, backward=window.backward), cut=cut)


def _bound(listing: Listing, name: str, cursor: Sequence[object] | None) -> Sequence[Any] | None:
    """The cursor's values as they are bound; null stands in the text."""
    if cursor is None:
        return None
    return [
        None if value is None else bindparam(f"{listing.question.prefix}{name}{at}", type_=column.type)
        for at, (value, column) in enumerate(zip(cursor, listing.asked.asked.order.columns, strict=True))
    ]


def _count(listing: Listing) -> ColumnElement[Any]:
    """The number of the whole list: from the sums where those can tell, else counted up to the cap."""
    declared, number = listing.asked.declared, listing.writer.number()
    where = everywhere(listing.where, listing.places)
    some: Select[Any] = select(literal_column("1").label("one")).select_from(declared.table)
    some = some.where(listing.writer.use(declared.visible, declared.allow), *where).limit(
        literal_column(str(COUNTED + 1))
    )
    rows = select(func.count()).select_from(some.subquery(f"counted{number}")).scalar_subquery()
    return counted(listing.writer.viewer, declared, where, rows)
