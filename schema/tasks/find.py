"""What waits for a viewer, in two statements: one for cases, one for assignments."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Integer, Select, Text, any_, bindparam, literal, or_, select

from core.access.columns import ASSIGNMENT_COLUMNS, CASE_COLUMNS
from core.access.operations import Operation
from core.access.predicate import ScopeColumns, row_condition, row_values
from core.access.viewer import Shape, Viewer
from core.assignments.model import assignment
from core.cases.guards import Guard
from core.cases.life_cycle import BY_VERB, Machine, Transition
from core.cases.model import case_file
from core.cases.verbs import Verb
from core.db.read import Row
from core.services import Services
from schema.context import RequestContext
from schema.tasks.awaited import AWAITED
from schema.tasks.conditions import guarded, values

SHOWN = 100
_SEEN = {Machine.CASE: Operation.CASE_READ, Machine.ASSIGNMENT: Operation.ASSIGNMENT_READ}
_COLUMNS: Mapping[Machine, ScopeColumns] = {Machine.CASE: CASE_COLUMNS, Machine.ASSIGNMENT: ASSIGNMENT_COLUMNS}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case or an assignment, and the verbs somebody is waited for with it."""

    machine: Machine
    id: UUID
    case_id: UUID
    due_at: datetime | None
    verbs: tuple[Verb, ...]


async def waiting(context: RequestContext) -> tuple[list[Waiting], bool]:
    """What waits for the viewer, what is due first, at most 100; and whether that is all."""
    found = await asyncio.gather(*(_of(context, machine) for machine in Machine))
    every = sorted((one for some, _ in found for one in some), key=_urgency)
    return every[:SHOWN], all(whole for _, whole in found) and len(every) <= SHOWN


def _urgency(one: Waiting) -> tuple[bool, float, UUID]:
    return one.due_at is None, one.due_at.timestamp() if one.due_at else 0.0, one.id


async def _of(context: RequestContext, machine: Machine) -> tuple[list[Waiting], bool]:
    verbs = tuple(verb for verb in AWAITED if BY_VERB[verb].machine is machine and context.viewer.may(verb))
    if not verbs:
        return [], True
    statement = _statement(context.viewer, machine, verbs)
    rows = await context.read.fetch(statement, **_values(context.viewer, machine, verbs), most=SHOWN + 1)
    found = [_waiting(machine, row, verbs, context.services) for row in rows[:SHOWN]]
    return [one for one in found if one.verbs], len(rows) <= SHOWN


_KEPT = 1024
_written: dict[tuple[Shape, Machine, tuple[Verb, ...]], Select[Any]] = {}


def _statement(viewer: Viewer, machine: Machine, verbs: tuple[Verb, ...]) -> Select[Any]:
    """Its text depends on the viewer's shape alone, so it is written and compiled once for all of one shape."""
    name = (viewer.shape, machine, verbs)
    if name not in _written:
        if len(_written) >= _KEPT:
            _written.clear()
        _written[name] = _write(viewer, machine, verbs)
    return _written[name]


def _write(viewer: Viewer, machine: Machine, verbs: tuple[Verb, ...]) -> Select[Any]:
    table = case_file if machine is Machine.CASE else assignment
    open_ = [_open(viewer, BY_VERB[verb]).label(f"open_{verb}") for verb in verbs]
    seen = row_condition(viewer, _SEEN[machine], _COLUMNS[machine])
    query = select(
        table.c.id,
        case_file.c.id.label("case_id"),
        table.c.due_at,
        case_file.c.bounces,
        case_file.c.profile,
        case_file.c.profile_version,
        *open_,
    )
    if machine is Machine.ASSIGNMENT:
        query = query.join_from(assignment, case_file, case_file.c.id == assignment.c.case_id)
    query = query.where(seen, or_(*(one.element for one in open_)))
    return query.order_by(table.c.due_at, table.c.id).limit(bindparam("most", type_=Integer()))


def _open(viewer: Viewer, transition: Transition) -> ColumnElement[bool]:
    table = case_file if transition.machine is Machine.CASE else assignment
    condition = _among(table.c.state, AWAITED[transition.verb])
    if transition.machine is Machine.ASSIGNMENT:
        condition &= _among(case_file.c.state, transition.case_states)
    for guard in guarded(transition):
        condition &= guard
    return condition & row_condition(viewer, transition.verb, _COLUMNS[transition.machine])


def _among(column: ColumnElement[str], states: Iterable[str]) -> ColumnElement[bool]:
    return column == any_(literal(sorted(str(state) for state in states), ARRAY(Text)))


def _values(viewer: Viewer, machine: Machine, verbs: Sequence[Verb]) -> dict[str, object]:
    bound: dict[str, object] = {**row_values(viewer, _SEEN[machine])}
    for verb in verbs:
        bound |= {**row_values(viewer, verb), **values(viewer, verb)}
    return bound


def _waiting(machine: Machine, row: Row, verbs: Sequence[Verb], services: Services) -> Waiting:
    opened = tuple(verb for verb in verbs if row[f"open_{verb}"] and _bounces_left(verb, row, services))
    return Waiting(machine, row["id"], row["case_id"], row["due_at"], opened)


def _bounces_left(verb: Verb, row: Row, services: Services) -> bool:
    if Guard.BOUNCES_LEFT not in BY_VERB[verb].guards:
        return True
    limits = services.profiles.version(row["profile"], row["profile_version"]).limits
    return bool(row["bounces"] < limits.max_bounces.value)
