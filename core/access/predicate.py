"""One predicate in two forms: `allows` decides on an object in hand, `row_filter` inside the database.

A viewer reaches a row when any opening of the operation does: the row lies in one of its scopes and is not kept more
closely than that scope's clearance. Whoever is of the unit that a case accuses, or of one below it, reaches nothing of the
case, whatever else opens it. What plug-ins withhold is taken from that: inside the database by the same filter, on
an object in hand by `core.access.withholding.withheld`. Both forms are proved equal by test; change them together.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Text,
    and_,
    any_,
    bindparam,
    false,
    func,
    literal_column,
    not_,
    or_,
    true,
)
from sqlalchemy.dialects.postgresql import UUID as UUID_TYPE
from sqlalchemy.types import TypeEngine

from core.access import withholding
from core.access.policy import Scope
from core.access.viewer import Grant, Viewer
from core.access.withholding import Bound, CaseRef
from core.db.base import lies_in


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked about: where it lies, whose units work on it, who registered it, its secrecy level (0 to 3).

    `respondent_path` is that of the unit the case accuses, empty if it accuses none.
    """

    district_path: str
    unit_paths: tuple[str, ...]
    owner: UUID | None
    secrecy: int
    respondent_path: str = ""


def _as_is(predicate: ColumnElement[bool]) -> ColumnElement[bool]:
    return predicate


@dataclass(frozen=True, slots=True)
class ScopeColumns:
    """Where a kind of row keeps what the predicate compares.

    `in_unit` tells whether the row belongs to the unit subtree below a bound root. `around` wraps the whole predicate,
    for rows that find these columns only in another table. `case` is given for rows that are a case or belong to one:
    what plug-ins withhold of cases is withheld of them. `of_case` is the row's own column that names the case whose columns
    these are; `unit_of_row` tells that `in_unit` asks for more than the case.
    """

    district_path: ColumnElement[Any]
    owner: ColumnElement[Any]
    secrecy: ColumnElement[Any]
    in_unit: Callable[[ColumnElement[str]], ColumnElement[bool]]
    around: Callable[[ColumnElement[bool]], ColumnElement[bool]] = _as_is
    case: CaseRef | None = None
    of_case: ColumnElement[Any] | None = None
    unit_of_row: bool = False


def allows(viewer: Viewer, operation: str, target: Target) -> bool:
    """Whether `viewer` may do `operation` to `target`, by the policy; `withheld` says what plug-ins keep back of a case."""
    if target.respondent_path and target.respondent_path in viewer.inside:
        return False
    return any(
        target.secrecy <= opening.clearance(reach) and _lies(reach.scope, opening.grant, viewer, target)
        for opening in viewer.openings(operation)
        for reach in opening.cell.reaches
    )


def row_filter(viewer: Viewer, operation: str, columns: ScopeColumns) -> ColumnElement[bool]:
    """The rows to which `viewer` may do `operation`, as a condition for `where`; false when nothing opens it.

    It carries this viewer's paths, id and clearances as bind values: never keep the statement for another viewer.
    """
    values = row_values(viewer, operation)
    return _condition(viewer, operation, columns, lambda name, type_: bindparam(name, values[name], type_))


def row_condition(viewer: Viewer, operation: str, columns: ScopeColumns) -> ColumnElement[bool]:
    """The same without values, for a statement kept per `viewer.shape`: run it with `row_values` of whoever asks."""
    return _condition(viewer, operation, columns, lambda name, type_: bindparam(name, type_=type_))


def row_values(viewer: Viewer, operation: str) -> Mapping[str, object]:
    """The bind values of `row_condition`, by name; the names tell operations and grants apart within one statement."""
    known, revision = viewer.standing.values, viewer.matrix.switches.revision
    found = known.get(operation)
    if found is None or found[0] is not revision:
        found = (revision, *_of_grants(viewer, operation))
        if viewer.openings(operation):  # nothing is not remembered: an operation may be entered later
            known[operation] = found
    _, values, own = found
    if own:  # else the answer must not seem to depend on who it is
        values = {**values, **dict.fromkeys(own, viewer.id)}
    return {**values, withholding.VIEWER: viewer.withheld_from} if viewer.matrix.withholding else values


def _of_grants(viewer: Viewer, operation: str) -> tuple[Mapping[str, object], tuple[str, ...]]:
    """What the grants and the switches bind, and the names that stand for the viewer's id."""
    values: dict[str, object] = {INSIDE: viewer.inside, **withholding.switched(viewer)}
    own = []
    for position, opening in enumerate(viewer.openings(operation)):
        named = partial(_name, operation, position)
        if Scope.OWN in opening.cell.scopes:
            own.append(named("viewer"))
        values[named("unit")] = opening.grant.unit_path
        values[named("district")] = opening.grant.district_path
        for reach in opening.cell.reaches:
            values[named(f"{reach.scope}-clearance")] = opening.clearance(reach)
    return MappingProxyType(values), tuple(own)


def roots(viewer: Viewer, operation: str, scope: Scope) -> tuple[ColumnElement[Any], ...]:
    """Below which places of one tree, UNIT or DISTRICT, the operation opens rows, as `row_condition` binds them.

    None at all where rows are opened by anything else, too.
    """
    found: list[ColumnElement[Any]] = []
    for position, opening in enumerate(viewer.openings(operation)):
        for one in opening.cell.scopes:
            if one not in (scope, Scope.ALL):
                return ()
            name = _name(operation, position, scope.value)
            found.append(EVERYWHERE if one is Scope.ALL else bindparam(name, type_=Text()))
    return tuple(found)


def _condition(viewer: Viewer, operation: str, columns: ScopeColumns, bound: Bound) -> ColumnElement[bool]:
    terms = [
        _term(reach.scope, columns, partial(_bound_at, bound, operation, position))
        for position, opening in enumerate(viewer.openings(operation))
        for reach in opening.cell.reaches
    ]
    if not terms:
        return false()
    return columns.around(and_(or_(*terms), *_kept(viewer, columns.case, bound) if columns.case else ()))


def _kept(viewer: Viewer, case: CaseRef, bound: Bound) -> Iterator[ColumnElement[bool]]:
    if case.respondent is not None:
        yield accuses_nobody_of(case.respondent, bound)
    yield from withholding.conditions(viewer.matrix.withholding, case, bound)


def accuses_nobody_of(respondent: ColumnElement[Any], bound: Bound) -> ColumnElement[bool]:
    """The cases that accuse no unit of the viewer's.

    The planner would believe that `<>` leaves nothing of a column that is the same nearly everywhere.
    """
    return not_(func.coalesce(respondent == any_(bound(INSIDE, ARRAY(Text()))), false()))


def accused(respondent: ColumnElement[Any], bound: Bound) -> ColumnElement[bool]:
    """The cases that accuse a unit of the viewer's; `row_values` has what it binds. Few: an index knows them."""
    return and_(respondent != literal_column("''"), respondent == any_(bound(INSIDE, ARRAY(Text()))))


def _term(scope: Scope, columns: ScopeColumns, bound: Bound) -> ColumnElement[bool]:
    return and_(columns.secrecy <= bound(f"{scope}-clearance", Integer()), _in_scope(scope, columns, bound))


def _bound_at(bound: Bound, operation: str, position: int, what: str, type_: TypeEngine[Any]) -> ColumnElement[Any]:
    return bound(_name(operation, position, what), type_)


def _lies(scope: Scope, grant: Grant, viewer: Viewer, target: Target) -> bool:
    match scope:
        case Scope.OWN:
            return target.owner == viewer.id
        case Scope.UNIT:
            return any(_below(path, grant.unit_path) for path in target.unit_paths)
        case Scope.DISTRICT:
            return _below(target.district_path, grant.district_path)
        case Scope.ALL:
            return True


def _in_scope(scope: Scope, columns: ScopeColumns, bound: Bound) -> ColumnElement[bool]:
    match scope:
        case Scope.OWN:
            return columns.owner == bound("viewer", UUID_TYPE(as_uuid=True))
        case Scope.UNIT:
            return columns.in_unit(bound("unit", Text()))
        case Scope.DISTRICT:
            return lies_in(columns.district_path, bound("district", Text()))
        case Scope.ALL:
            return true()


def _below(path: str, root: str) -> bool:
    return path == root or path.startswith(f"{root}/")


def _name(operation: str, position: int, what: str) -> str:
    # SQLAlchemy rewrites dots in names, and two names that fell together would bind one value in both places.
    return f"may-{operation.translate(_PLAIN)}-{position}-{what}"


INSIDE = "inside"
"""The bound value of the units a viewer is of, with all above them."""
EVERYWHERE: ColumnElement[str] = literal_column("''", Text())
"""The root above all places."""
_PLAIN = str.maketrans({".": "~", "/": "^"})
