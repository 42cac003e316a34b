"""Generated viewers and rows, chosen to fall on the predicate's edges."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from core.access.matrix import Cell, Matrix, Reach
from core.access.policy import Scope
from core.access.viewer import Grant, Viewer
from core.ids import new_id

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
OPERATION = "case.read"

# Prefix twins, codes with the wildcards of LIKE, and the bytes around '/' in collation C.
SEGMENTS = ("c1", "c10", "c1_", "c1%", "c1.", "c1-", "c10/t1", "c1/t1", "c1/t10", "c1_/t1", "c1%/t1", "C1", "岱岳")
UNIT_PATHS = ("/ta", *(f"/ta/{segment}" for segment in SEGMENTS), "/ta0", "/tb/c1")
GATES = ("370900", "370902", "370983")
DISTRICT_PATHS = ("/370900", *(f"/370900/{segment}" for segment in SEGMENTS), "/3709000", "/370901/c1")
CLOSED_FOR = timedelta(days=-1), timedelta(0)
OPEN_FOR = None, timedelta(microseconds=1), timedelta(days=30)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as far as the predicate looks, with the units of its assignments."""

    id: UUID
    district_path: str
    owner: UUID
    secrecy: int
    assignments: Mapping[UUID, str]
    gate: str = "370902"
    respondent: str = ""


def cases(rnd: random.Random, count: int, owners: Sequence[UUID]) -> list[CaseRow]:
    """Cases without and with up to three assignments."""
    return [
        CaseRow(
            id=new_id(),
            district_path=rnd.choice(DISTRICT_PATHS),
            owner=rnd.choice(owners),
            secrecy=rnd.choice((0, 0, 0, 1, 2, 3)),
            assignments={new_id(): rnd.choice(UNIT_PATHS) for _ in range(rnd.randrange(4))},
            gate=rnd.choice(GATES),
            respondent=rnd.choice(("", "", "", *UNIT_PATHS)),
        )
        for _ in range(count)
    ]


def arbitrary_matrix(rnd: random.Random) -> Matrix:
    """Twelve roles with whatever reaches, of which some have none."""
    cells: dict[tuple[str, str], Cell] = {}
    for number in range(12):
        scopes = rnd.sample(list(Scope), rnd.randrange(1, 4))
        reaches = tuple(Reach(scope, rnd.randrange(4)) for scope in sorted(scopes) if rnd.random() < 0.7 or number)
        cells |= {(f"role{number}", OPERATION): Cell(reaches)} if reaches else {}
    return Matrix("arbitrary", frozenset(role for role, _ in cells), cells)


def viewer(rnd: random.Random, matrix: Matrix, ids: Sequence[UUID]) -> Viewer:
    """Somebody with up to three grants, of which some are over or have not begun."""
    roles = (*sorted(matrix.roles), "unheard-of")
    grants = tuple(_grant(rnd, rnd.choice(roles)) for _ in range(rnd.choice((0, 1, 1, 1, 2, 3))))
    return Viewer(rnd.choice(ids), "local:generated", grants, matrix, NOW)


def _grant(rnd: random.Random, role: str) -> Grant:
    until = rnd.choice(OPEN_FOR * 3 + CLOSED_FOR)
    return Grant(
        role=role,
        unit_path=rnd.choice(UNIT_PATHS),
        district_path=rnd.choice(DISTRICT_PATHS),
        clearance=rnd.choice((0, 1, 2, 2, 3, 3)),
        valid_from=NOW + rnd.choice((timedelta(days=-9), timedelta(days=-9), timedelta(0), timedelta(seconds=1))),
        valid_to=None if until is None else NOW + until,
    )
