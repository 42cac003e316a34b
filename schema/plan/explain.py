"""What becomes of an operation: its cost, the statement and the projection of its plans, or why it has none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import strawberry

from core.access.matrix import Matrix
from core.access.viewer import SYSTEM, Grant, Viewer
from schema.gate.gate import Admitted
from schema.plan.mutation import KINDS
from schema.plan.operation import Plans
from schema.plan.reasons import Unplannable
from schema.plan.request import Asker

_KEY = bytes(32)


@dataclass(frozen=True, slots=True)
class Explained:
    """`reason` is None where there are plans, of a mutation one for each payload.

    Of a plan stand here its statement, or None if it reads nothing, and its projection.
    """

    cost: int
    reason: str | None
    plans: Sequence[tuple[str | None, str]] = ()


@dataclass(frozen=True, slots=True)
class _Asks:
    viewer: Viewer
    signing_key: bytes = _KEY


def holder(role: str, matrix: Matrix) -> Viewer:
    """Somebody with one role over the whole city: the places of a grant are bound, and change no statement."""
    everywhere = Grant(role, "", "", SYSTEM.grants[0].clearance, SYSTEM.grants[0].valid_from, None)
    return Viewer(SYSTEM.id, "", (everywhere,), matrix, SYSTEM.now)


def explained(schema: strawberry.Schema, admitted: Admitted, variables: Mapping[str, Any], viewer: Viewer) -> Explained:
    """How an admitted operation is answered for such a viewer; nothing is read."""
    if admitted.kind not in KINDS:
        return Explained(admitted.cost, f"{admitted.kind.value}: each event is told by itself")
    operation = KINDS[admitted.kind](schema, admitted.document, admitted.operation, Plans(1))
    asks: Asker = _Asks(viewer)
    try:
        plans = operation.plans(dict(variables), asks)
    except Unplannable as unplannable:
        return Explained(admitted.cost, str(unplannable))
    return Explained(admitted.cost, None, [(one.sql, one.source) for one in plans])
