"""How a case may lie to who asks, and what of it a scope reaches: the oracle of the product, written without the predicate."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from core.access.matrix import Matrix
from core.access.viewer import Grant, Viewer

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
ME, SOMEBODY = UUID(int=7), UUID(int=8)
UNIT, DISTRICT = "/ta/c1/u1", "/370900/370902"
"""Of a unit of a county; the county is the district."""
LEVELS = range(4)


@dataclass(frozen=True, slots=True)
class Relation:
    """Where a case lies, which unit has a part of it, who registered it, whom it accuses; `reached` by which scopes."""

    district: str
    unit: str
    owner: UUID
    reached: frozenset[str]
    respondent: str = ""


def _at(district: str, unit: str, reached: str, owner: UUID = SOMEBODY, respondent: str = "") -> Relation:
    return Relation(district, unit, owner, frozenset(reached.split()), respondent)


RELATIONS: Mapping[str, Relation] = {
    "registered": _at("/370100/370102", "/jn/c1/u1", "own all", ME),
    "own": _at(DISTRICT, UNIT, "unit district all"),
    "below": _at(f"{DISTRICT}/370902001", f"{UNIT}/t1", "unit district all"),
    "sibling": _at("/370900/370903", "/ta/c1/u2", "all"),
    "parent": _at("/370900", "/ta/c1", "all"),
    "county": _at(DISTRICT, "/ta/c2/u1", "district all"),
    "city": _at("/370900", "/ta", "all"),
    "twin": _at("/370900/3709020", "/ta/c1/u10", "all"),
    "other": _at("/370100/370102", "/jn/c1/u1", "all"),
    "accused": _at(DISTRICT, UNIT, "", ME, UNIT),
    "accused_above": _at(DISTRICT, UNIT, "", ME, "/ta/c1"),
    "accused_below": _at(DISTRICT, UNIT, "own unit district all", ME, f"{UNIT}/t1"),
    "accused_twin": _at(DISTRICT, UNIT, "own unit district all", ME, "/ta/c1/u10"),
}


def asking(matrix: Matrix, role: str) -> Viewer:
    """Somebody with that role alone, cleared for everything."""
    return Viewer(ME, "local:somebody", (Grant(role, UNIT, DISTRICT, 3, NOW, None),), matrix, NOW)


def highest(reviewed: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """By relation the highest secrecy that a role reaches there by its scopes, with their clearances; `-` for nothing."""
    for name, relation in RELATIONS.items():
        found = [clearance for scope, clearance in reviewed.items() if scope in relation.reached]
        yield name, str(max(found)) if found else "-"
