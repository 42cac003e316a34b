"""Everything a guard may ask of a case, read at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from core.cases.states import AssignmentState, CaseState, Role
from core.db.read import Row
from core.deadlines.kinds import ClockKind


@dataclass(frozen=True, slots=True)
class AssignmentFacts:
    """One unit's part. `basis` is there where it has not been sealed yet; see `core.cases.wording.basis_of`."""

    id: UUID
    version: int
    unit_id: UUID
    unit_path: str
    role: Role
    round: int
    state: AssignmentState
    parent_id: UUID | None
    dispatcher_path: str
    dispatched_at: datetime
    basis: str | None = field(repr=False)
    basis_sealed: bytes | None = field(repr=False)
    contacted_at: datetime | None
    submitted_by: UUID | None
    extensions: int
    extended_days: int

    @property
    def answers_for_the_case(self) -> bool:
        """A top-level lead or parallel handler: the case waits for it."""
        return self.parent_id is None and self.role is not Role.CO_HANDLER


@dataclass(frozen=True, slots=True)
class Pending:
    """A record that waits for somebody: what it is, whose it is, and by when."""

    kind: str
    id: UUID
    assignment_id: UUID | None
    by: UUID
    until: datetime | None
    amount: int | None


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A case as a command or `allowedActions` sees it; `row` holds the columns of `case_file` and of its category."""

    row: Row
    assignments: tuple[AssignmentFacts, ...]
    clocks: tuple[Row, ...]
    pending: tuple[Pending, ...]

    @property
    def id(self) -> UUID:
        """The case's row id."""
        found: UUID = self.row["id"]
        return found

    @property
    def version(self) -> int:
        """The version the facts were read at."""
        return int(self.row["version"])

    @property
    def state(self) -> CaseState:
        """The state the facts were read in."""
        return CaseState(self.row["state"])

    def assignment(self, assignment_id: UUID) -> AssignmentFacts:
        """One of the case's assignments."""
        return next(one for one in self.assignments if one.id == assignment_id)

    def waiting(self, kind: str, assignment_id: UUID | None = None) -> tuple[Pending, ...]:
        """Records of a kind that wait, of the case or of one assignment."""
        return tuple(one for one in self.pending if one.kind == kind and assignment_id in (None, one.assignment_id))

    def clock(self, kind: ClockKind, assignment_id: UUID | None = None) -> Row | None:
        """The newest clock of a kind."""
        found = [row for row in self.clocks if row["kind"] == kind and row["assignment_id"] == assignment_id]
        return max(found, key=lambda row: row["started_at"], default=None)


def assignment_facts(rows: Sequence[Row]) -> tuple[AssignmentFacts, ...]:
    """Rows of `assignment` as facts."""
    return tuple(
        AssignmentFacts(
            **{name: row[name] for name in _PLAIN}, role=Role(row["role"]), state=AssignmentState(row["state"])
        )
        for row in rows
    )


_PLAIN: tuple[Any, ...] = tuple(name for name in AssignmentFacts.__dataclass_fields__ if name not in {"role", "state"})
