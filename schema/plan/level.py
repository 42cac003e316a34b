"""The rows of one type at one place of the selection.

Its SQL is two queries, one inside the other. The inner one reads the type's table under its row filter; the outer one
shows, of each row, the columns the selection needs, and rows below as records. What lies below refers to a row by the
outer query's name, `t1.case_id`, so that a table may be met again further down. An object that a row refers to by a
unique key stands beside it in the same outer query, and shows its columns in the same record.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    FromClause,
    Select,
    Text,
    UnaryExpression,
    cast,
    func,
    literal_column,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import dialect

from core.access.policy import Scope
from core.access.viewer import Viewer
from core.cases.model import case_file
from schema.data.of_case import gate_of
from schema.data.types import Declared
from schema.data.visibility import Scoped, Through
from schema.plan.parsing import parsed
from schema.plan.writer import Writer
from schema.relay.keyset import directed

_QUOTE = dialect().identifier_preparer.quote  # type: ignore[no-untyped-call]

Cut = Callable[[Select[Any], Sequence[str]], Select[Any]]
"""Takes the rows of a page, of rows whose columns of these names hold what they are ordered by."""


@dataclass(slots=True, eq=False)
class _Record:
    """What one outer query shows: `row` is what the projection calls one of its rows.

    `beside` is what is joined to them, by name; each stands behind what it is joined to.
    """

    row: str
    shown: list[ColumnElement[Any]] = field(default_factory=list)
    beside: dict[str, Select[Any] | None] = field(default_factory=dict)


class Level:
    """Collects what the selection needs of the rows. `host` is the level it stands beside, if it is not one of its own."""

    def __init__(self, writer: Writer, declared: Declared, host: "Level | None" = None) -> None:
        number = writer.number()
        self.writer, self.declared, self.name = writer, declared, f"t{number}"
        self._record: _Record = host._record if host else _Record(f"r{number}")
        if host:
            self._record.beside[self.name] = None
        self._read: dict[str, ColumnElement[Any]] = {}
        self._places: dict[str, int] = {}
        self._filter: ColumnElement[bool] | None = None

    @property
    def row(self) -> str:
        """What the projection calls one of the rows."""
        return self._record.row

    def refer(self, column: ColumnElement[Any], label: str = "") -> ColumnElement[Any]:
        """The column as queries below may name it."""
        label = label or column.name
        self._read[label] = column
        return literal_column(f"{self.name}.{_QUOTE(label)}", column.type)

    def value(self, column: ColumnElement[Any], label: str = "") -> str:
        """The Python that gives the column's value in the row; JSON comes as text."""
        return self._at(self.place(column, label))

    def place(self, column: ColumnElement[Any], label: str = "") -> int:
        """Where in the row the column's value stands."""
        label = label or column.name
        if label not in self._places:
            element = self.refer(column, label)
            self._places[label] = self._show(cast(element, Text) if isinstance(column.type, JSON) else element)
        return self._places[label]

    def plain(self, column: ColumnElement[Any]) -> str:
        """The same as the resolvers have it: JSON parsed."""
        found = self.value(column)
        return f"{self.writer.named(parsed, 'parsed')}({found})" if isinstance(column.type, JSON) else found

    def below(self, expression: ColumnElement[Any]) -> str:
        """The Python that gives what a query below finds for the row."""
        return self._at(self._show(expression))

    def open(self, operation: str) -> str:
        """The Python that tells whether an operation opens on the row."""
        return self.value(self.writer.use_again(self.declared.visible, operation), f"may {operation}")

    def gate(self) -> str:
        """The Python that gives the district which switches plug-ins for the row."""
        return self.value(gate_of(self.declared.table), "gate")

    def _show(self, element: ColumnElement[Any]) -> int:
        self._record.shown.append(element)
        return len(self._record.shown) - 1

    def _at(self, place: int) -> str:
        return f"{self.row}[{place}]"

    def stand_beside(self, *where: ColumnElement[bool], order: Sequence[Any] = (), limit: int | None = None) -> str:
        """Join the level to its host, where `where` finds at most one row. The Python that tells whether there is one."""
        found = self.value(self.declared.key)
        self._record.beside[self.name] = _ordered(self._inner(where), order, limit)
        return f"{found} is not None"

    def belongs_to(self, above: "Level", link: ColumnElement[Any]) -> None:
        """Say that the rows are those whose `link` is the key of a row of `above`.

        Where the row filter asks of that very row what it asks, it is asked once, there: not again for each row below.
        """
        if _asks(self.declared, self.writer.viewer, above.declared, link):
            allow = self.declared.allow
            opens = self.writer.use_again(above.declared.visible, allow)
            self._filter = true() if allow == above.declared.allow else above.refer(opens, f"may {allow}")

    def rows(self, *where: ColumnElement[bool], order: Sequence[Any] = (), limit: int | None = None) -> Select[Any]:
        """The rows the viewer reaches that satisfy `where`: all that has been asked of the level so far."""
        again = self._again(order) if self._record.beside else []
        return self._outer(_ordered(self._inner(where), order, limit), again)

    def page(self, *where: ColumnElement[bool], order: Sequence[Any], cut: Cut) -> Select[Any]:
        """The same, as far as `cut` takes of them."""
        again = self._again(order)
        return self._outer(cut(self._inner(where), [f"order {at}" for at in range(len(order))]), again)

    def _outer(self, inner: Select[Any], again: Sequence[ColumnElement[Any]]) -> Select[Any]:
        source: FromClause = inner.subquery(self.name)
        for name, beside in self._record.beside.items():
            assert beside is not None
            source = source.outerjoin(beside.lateral(name), true())
        return select(*(self._record.shown or [true()])).select_from(source).order_by(*again)

    def _again(self, order: Sequence[Any]) -> list[ColumnElement[Any]]:
        """The order once more, as the outer query names it: joining need not keep it."""
        columns = (one.element if isinstance(one, UnaryExpression) else one for one in order)
        named = [self.refer(column, f"order {at}") for at, column in enumerate(columns)]
        return [directed(*pair) for pair in zip(named, order, strict=True)]

    def _inner(self, where: Sequence[ColumnElement[bool]]) -> Select[Any]:
        columns = [column.label(label) for label, column in self._read.items()] or [true().label("there")]
        shown = self.writer.use(self.declared.visible, self.declared.allow) if self._filter is None else self._filter
        return select(*columns).select_from(self.declared.table).where(shown, *where)


def _ordered(rows: Select[Any], order: Sequence[Any], limit: int | None) -> Select[Any]:
    # A limit in the text is known to the planner, whatever is bound.
    return rows.order_by(*order).limit(None if limit is None else literal_column(str(limit)))


def _asks(declared: Declared, viewer: Viewer, above: Declared, link: ColumnElement[Any]) -> bool:
    """Whether the type's row filter says of a row what that of `above` says of the row which `link` names."""
    visible = declared.visible
    if isinstance(visible, Through):
        return visible.above is above and visible.on is link
    if not isinstance(visible, Scoped) or above.table is not case_file or not isinstance(above.visible, Scoped):
        return False
    scopes = {scope for opening in viewer.openings(declared.allow) for scope in opening.cell.scopes}
    return visible.columns.of_case is link and not (visible.columns.unit_of_row and Scope.UNIT in scopes)


def record(rows: Select[Any]) -> ColumnElement[Any]:
    """The one row as a record; null where there is none."""
    return rows.with_only_columns(func.row(*rows.selected_columns), maintain_column_froms=True).scalar_subquery()


def records(rows: Select[Any]) -> ColumnElement[Any]:
    """All rows as an array of records, in their order."""
    return func.array(record(rows))
