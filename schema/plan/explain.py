"""What becomes of a query: its cost, the statement and the projection of its plan, or why it has none."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import strawberry
from graphql import OperationType

from core.access.matrix import Matrix
from core.access.viewer import SYSTEM, Grant, Viewer
from schema.gate.gate import Admitted
from schema.plan.operation import Operation, Plans
from schema.plan.reasons import Unplannable
from schema.plan.request import Asker

_KEY = bytes(32)


@dataclass(frozen=True, slots=True)
class Explained:
    """`reason` is None where there is a plan; a plan that reads nothing has no statement."""

    cost: int
    reason: str | None
    statement: str | None = None
    projection: str | None = None


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
    if admitted.kind is not OperationType.QUERY:
        return Explained(admitted.cost, f"{admitted.kind.value}: only queries are planned")
    operation = Operation(schema, admitted.document, admitted.operation, Plans(1))
    asks: Asker = _Asks(viewer)
    try:
        plan, _ = operation.prepared(dict(variables), asks)
    except Unplannable as unplannable:
        return Explained(admitted.cost, str(unplannable))
    statement = None if plan.statement is None else plan.statement.sql
    return Explained(admitted.cost, None, statement, plan.source)
