"""The rows of one type at one place of the selection.

Its SQL is two queries, one inside the other. The inner one reads the type's table under its row filter; the outer one
shows, of each row, the columns the selection needs, and rows below as records. What lies below refers to a row by the
outer query's name, `t1.case_id`, so that a table may be met again further down.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import JSON, ColumnElement, Select, Text, cast, func, literal_column, select, true
from sqlalchemy.dialects.postgresql import dialect

from schema.data.of_case import gate_of
from schema.data.types import Declared
from schema.plan.parsing import parsed
from schema.plan.writer import Writer

_QUOTE = dialect().identifier_preparer.quote  # type: ignore[no-untyped-call]


class Level:
    """Collects what the selection needs of the rows. `row` is what the projection calls one of them."""

    def __init__(self, writer: Writer, declared: Declared) -> None:
        number = writer.number()
        self.writer, self.declared, self.name, self.row = writer, declared, f"t{number}", f"r{number}"
        self._read: dict[str, ColumnElement[Any]] = {}
        self._shown: list[ColumnElement[Any]] = []
        self._places: dict[str, int] = {}

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
        return self.value(self.writer.use(self.declared.visible, operation), f"may {operation}")

    def gate(self) -> str:
        """The Python that gives the district which switches plug-ins for the row."""
        return self.value(gate_of(self.declared.table), "gate")

    def _show(self, element: ColumnElement[Any]) -> int:
        self._shown.append(element)
        return len(self._shown) - 1

    def _at(self, place: int) -> str:
        return f"{self.row}[{place}]"

    def rows(self, *where: ColumnElement[bool], order: Sequence[Any] = (), limit: int | None = None) -> Select[Any]:
        """The rows the viewer reaches that satisfy `where`: all that has been asked of the level so far."""
        inner = select(*(self._read[label].label(label) for label in self._read)).select_from(self.declared.table)
        inner = inner.where(self.writer.use(self.declared.visible, self.declared.allow), *where)
        inner = inner.order_by(*order)
        if limit is not None:
            inner = inner.limit(literal_column(str(limit)))  # known to the planner, whatever is bound
        if not self._read:
            inner = inner.add_columns(true().label("there"))
        return select(*(self._shown or [true()])).select_from(inner.subquery(self.name))


def record(rows: Select[Any]) -> ColumnElement[Any]:
    """The one row as a record; null where there is none."""
    return rows.with_only_columns(func.row(*rows.selected_columns), maintain_column_froms=True).scalar_subquery()


def records(rows: Select[Any]) -> ColumnElement[Any]:
    """All rows as an array of records, in their order."""
    return func.array(record(rows))
