"""Asking the sums: what a viewer's policy lets them see, less what plug-ins withhold from them.

A sum is asked by the same predicate as a row. Where plug-ins withhold cases, those are counted one by one and taken off: they
are few, and found by what the plug-in keeps of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    Text,
    and_,
    any_,
    bindparam,
    false,
    func,
    literal_column,
    not_,
    null,
    select,
    text,
    union_all,
)
from sqlalchemy import cast as cast_
from sqlalchemy.dialects.postgresql import ARRAY, UUID
from sqlalchemy.types import TypeEngine

from core.access import withholding
from core.access.operations import Operation
from core.access.predicate import ScopeColumns, row_condition, row_values
from core.access.viewer import Viewer
from core.access.withholding import CaseRef
from core.assignments.model import assignment
from core.cases.model import case_file
from core.counters.model import counter
from core.db.base import within
from core.db.uow import Read

CASES, ASSIGNMENTS = "CASE", "ASSIGNMENT"


@dataclass(frozen=True, slots=True)
class Sorts:
    """Which sorts to add up; an absent condition restricts nothing. `root` is the path of a place, those below included."""

    subject: str
    root: str | None = None
    states: Sequence[str] | None = None
    kinds: Sequence[str] | None = None
    due_from: date | None = None
    due_before: date | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """How many there are at a place in a state."""

    place: str
    state: str
    n: int


def _nowhere(_root: ColumnElement[str]) -> ColumnElement[bool]:
    return false()


def _in_unit(root: ColumnElement[str]) -> ColumnElement[bool]:
    return within(counter.c.place, root)


_NOBODY, _NO_PATH = cast_(null(), UUID(as_uuid=True)), cast_(null(), Text())
COLUMNS = {
    CASES: ScopeColumns(counter.c.place, _NOBODY, counter.c.secrecy, _nowhere),
    ASSIGNMENTS: ScopeColumns(_NO_PATH, _NOBODY, counter.c.secrecy, _in_unit),
}
"""Where a sum keeps what the access predicate compares; a scope that is no place reaches none."""

_OPERATION = {CASES: Operation.CASE_READ, ASSIGNMENTS: Operation.ASSIGNMENT_READ}

AS_OF = text(
    """select case when pos = (select last_pos from sequencer where name = 'main') and not exists (select from outbox)
              then now() else at end as at
       from counter_cursor where name = 'main'"""
)


async def as_of(read: Read) -> datetime | None:
    """Every change up to this instant is in the sums; None until everything has been counted for the first time."""
    row = await read.fetch_one(AS_OF)
    return None if row is None else row["at"]


async def sums(read: Read, viewer: Viewer, asked: Sorts) -> list[Sum]:
    """By place and state. Cases count where the viewer may see a whole district, assignments where a whole unit."""
    statement = _statement(viewer.shape, asked.subject)(viewer)
    rows = await read.fetch(statement, **_values(viewer, asked))
    return [Sum(row["place"], row["state"], row["n"]) for row in rows]


def _values(viewer: Viewer, asked: Sorts) -> Mapping[str, object]:
    given = {
        "root": asked.root, "states": asked.states, "kinds": asked.kinds, "due_from": asked.due_from,
        "due_before": asked.due_before,
    }  # fmt: skip
    return {**given, **row_values(viewer, _OPERATION[asked.subject])}


@lru_cache(maxsize=256)
def _statement(_shape: object, subject: str) -> "_Kept":
    return _Kept(subject)


class _Kept:
    """One statement per shape and subject, so that it is compiled once."""

    def __init__(self, subject: str) -> None:
        self._subject = subject
        self._made: Select[Any] | None = None

    def __call__(self, viewer: Viewer) -> Select[Any]:
        if self._made is None:
            self._made = _made(viewer, self._subject)
        return self._made


def _made(viewer: Viewer, subject: str) -> Select[Any]:
    operation = _OPERATION[subject]
    kept = select(counter.c.place, counter.c.state, counter.c.n).where(
        counter.c.subject == literal_column(f"'{subject}'"),
        row_condition(viewer, operation, COLUMNS[subject]),
        *_asked(counter.c.place, counter.c.state, counter.c.kind, counter.c.due_on),
    )
    parts = [kept]
    if viewer.matrix.withholding:
        parts.append(_withheld(viewer, subject))
    every = union_all(*parts).subquery("every")
    total = cast_(func.sum(every.c.n), Integer()).label("n")
    grouped = select(every.c.place, every.c.state, total).group_by(every.c.place, every.c.state)
    return grouped.having(func.sum(every.c.n) > literal_column("0")).order_by(every.c.place, every.c.state)


def _withheld(viewer: Viewer, subject: str) -> Select[Any]:
    """What the sums hold and the viewer must not know of, one row each and below zero."""
    shown = and_(*withholding.conditions(viewer.matrix.withholding, CaseRef(case_file.c.id, case_file.c.gate), bound))
    row = case_file if subject == CASES else assignment
    place = case_file.c.district_path if subject == CASES else assignment.c.unit_path
    columns = (
        ScopeColumns(place, _NOBODY, case_file.c.secrecy, _nowhere)
        if subject == CASES
        else ScopeColumns(_NO_PATH, _NOBODY, case_file.c.secrecy, lambda root: within(assignment.c.unit_path, root))
    )
    due_on = cast_(func.timezone(literal_column("'Asia/Shanghai'"), row.c.due_at), Date())
    found = select(place, row.c.state, literal_column("-1").label("n"))
    if subject == ASSIGNMENTS:
        found = found.join_from(assignment, case_file, case_file.c.id == assignment.c.case_id)
    return found.where(
        case_file.c.secrecy < literal_column("3"),
        not_(shown),
        row_condition(viewer, _OPERATION[subject], columns),
        *_asked(place, row.c.state, case_file.c.kind, due_on),
    )


def bound(name: str, type_: TypeEngine[Any]) -> ColumnElement[Any]:
    """A parameter that is given its value when the statement runs."""
    return bindparam(name, type_=type_)


def _asked(
    place: ColumnElement[Any], state: ColumnElement[Any], kind: ColumnElement[Any], due_on: ColumnElement[Any]
) -> Iterator[ColumnElement[bool]]:
    root = bindparam("root", type_=Text())
    yield root.is_(None) | within(place, root)
    for column, name in ((state, "states"), (kind, "kinds")):
        among: Any = bindparam(name, type_=ARRAY(Text()))
        yield among.is_(None) | (column == any_(among))
    since, before = bindparam("due_from", type_=Date()), bindparam("due_before", type_=Date())
    yield since.is_(None) | (due_on >= since)
    yield before.is_(None) | (due_on < before)
