"""The root fields: where a plan's rows begin."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import singledispatch
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Column, ColumnElement, Select, Text, Uuid, any_, bindparam, select, true

from schema.data.types import Declared
from schema.plan.asked import Asked, Page, Row, Rows
from schema.plan.level import Level, record, records
from schema.plan.pages import Listing, page
from schema.plan.questions import Question
from schema.plan.rows import row
from schema.plan.together import Point
from schema.plan.writer import Writer


@dataclass(slots=True, eq=False)
class Sources:
    """What the statement answers: one column for each root field that reads, and one more for each total.

    Where it is one row or one list alone, its rows are the statement's own, which is cheaper than a record; the totals of
    a list stand beside each of its rows, or beside none. `only` tells that there is one root field. A row by its key
    that is all there is to read is read together with others, see `point`.
    """

    only: bool
    point: Point | None = None
    found: list[tuple[str, Select[Any] | ColumnElement[Any]]] = field(default_factory=list)

    def put(self, kind: str, source: Select[Any] | ColumnElement[Any]) -> str:
        """A place for the source; the answer is settled by `settle`."""
        self.found.append((kind, source))
        return f"§{len(self.found) - 1}§"

    @property
    def alone(self) -> bool:
        """Whether the statement's rows are those of the only source."""
        return len(self.found) == 1 and self.found[0][0] != "value"

    @property
    def listed(self) -> Select[Any] | None:
        """The list, where there is nothing else but totals beside it."""
        lists = [source for kind, source in self.found if kind == "rows"]
        totals = [kind for kind, _ in self.found if kind == "value"]
        alone = len(lists) == 1 and totals and len(self.found) == 1 + len(totals)
        return lists[0] if alone else None  # type: ignore[return-value]

    def statement(self) -> Select[Any] | None:
        """The whole; None where nothing is read."""
        if not self.found:
            return None
        if self.alone:
            return self.found[0][1]  # type: ignore[return-value]
        if self.listed is not None:
            values: list[Any] = [value for kind, value in self.found if kind == "value"]
            totals = select(*values).subquery("totals")
            shown = (column.label(f"c{at}") for at, column in enumerate(self.listed.selected_columns))
            there = true().label("there")
            rows = self.listed.with_only_columns(*shown, there, maintain_column_froms=True).subquery("listed")
            return select(*rows.c, *totals.c).select_from(totals.outerjoin(rows, true()))
        shape: dict[str, Callable[[Any], Any]] = {"row": record, "rows": records, "value": lambda source: source}
        return select(*(shape[kind](source) for kind, source in self.found))

    def settle(self, made: str) -> str:
        """The Python with the places filled in: `rows` are the statement's."""
        there = 0 if self.listed is None else len(self.listed.selected_columns)
        values = iter(range(there + 1, there + 1 + len(self.found)))
        for at, (kind, _) in enumerate(self.found):
            place = f"rows[0][{at}]"
            if self.alone:
                place = "rows" if kind == "rows" else "(rows[0] if rows else None)"
            elif self.listed is not None:
                place = f"(rows if rows[0][{there}] else [])" if kind == "rows" else f"rows[0][{next(values)}]"
            made = made.replace(f"§{at}§", place)
        return made


_COMPARED_ALIKE = (Uuid, Text)
"""Keys that are equal here as they are in the database."""


@singledispatch
def root(asked: Asked, _question: Question, _writer: Writer, _sources: Sources) -> str:
    """The Python of a root field."""
    raise TypeError(type(asked).__name__)


@root.register
def _(asked: Row, question: Question, writer: Writer, sources: Sources) -> str:
    if asked.declared is None or asked.column is None:
        return "None"
    level = Level(writer, asked.declared)
    made = row(level, question.selected)
    return found(level, made, asked.column, f"{question.prefix}key", sources, alone=sources.only)


def found(level: Level, made: str, column: Column[Any], name: str, sources: Sources, *, alone: bool) -> str:
    """The Python of the one row whose unique column holds what is bound as `name`, or null; `made` is that of a row.

    `alone` tells that the statement reads nothing else: then the row is read together with others, see `point`.
    """
    wanted: ColumnElement[bool] = column == bindparam(name, type_=column.type)
    if alone and isinstance(column.type, _COMPARED_ALIKE):
        sources.point = Point(name, level.place(column))
        wanted = column == any_(bindparam(name, type_=ARRAY(column.type)))
    place = sources.put("row", level.rows(wanted))
    return f"(None if ({level.row} := {place}) is None else {made})"


@root.register
def _(asked: Rows, question: Question, writer: Writer, sources: Sources) -> str:
    """All rows of each type asked for, found again by their keys in the order asked for."""
    by_type = []
    for declared in asked.types:
        level = Level(writer, declared)
        key = level.value(declared.key)
        made = row(level, question.selected)
        keys = bindparam(f"{question.prefix}{declared.code}", type_=ARRAY(declared.key.type))
        place = sources.put("rows", level.rows(declared.key == any_(keys)))
        by_type.append(f"{declared.code!r}: {{{key}: {made} for {level.row} in {place}}}")
    wanted = f"c.values[{question.prefix + 'all'!r}]"
    return f"{writer.named(picked, 'picked')}({wanted}, {{{', '.join(by_type)}}})"


@root.register
def _(asked: Page, question: Question, writer: Writer, sources: Sources) -> str:
    listing = Listing(
        writer,
        question,
        asked,
        asked.asked.places(asked.declared, writer.viewer, question.prefix),
        asked.asked.where(question.prefix),
        f"c.values[{question.prefix + 'bound'!r}]",
        put_rows=lambda rows: sources.put("rows", rows),
        put_count=lambda count: sources.put("value", count),
    )
    return page(listing, question.selected, row)


def picked(wanted: Sequence[tuple[Declared, UUID] | None], found: Mapping[str, Mapping[UUID, Any]]) -> list[Any]:
    """The objects in the order asked for; null for what was not found."""
    return [one and found[one[0].code].get(one[1]) for one in wanted]
