"""A unit's part in a case, as it begins."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core.cases.facts import AssignmentFacts, CaseFacts
from core.cases.states import AssignmentState, Role
from core.deadlines.clocks import ClockRow
from core.deadlines.kinds import ClockKind
from core.ids import new_id

PER_ASSIGNMENT = (ClockKind.ACCEPTANCE, ClockKind.RETURN_WINDOW, ClockKind.FIRST_CONTACT, ClockKind.HANDLING)
"""Clocks that begin and end with an assignment; a commitment outlives it (Art. 20)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a unit is given.

    `proposal` says why this unit, in ids and codes, `reason` in the dispatcher's own words. `handling` is a clock that goes on
    instead of a new one; `instead_of` is the assignment it is taken over from, whose extensions count on.
    """

    unit: Mapping[str, Any]
    role: Role
    basis: str
    proposal: Mapping[str, object]
    reason: str | None = None
    dispatcher_path: str
    parent_id: UUID | None = None
    round: int | None = None
    handling: ClockRow | None = None
    instead_of: AssignmentFacts | None = None


def part_row(part: Part, facts: CaseFacts, actor: UUID | None, now: datetime) -> dict[str, Any]:
    """The assignment's row; its clocks decide when it is due."""
    before = part.instead_of
    return {
        "id": new_id(), "case_id": facts.id, "version": 1, "unit_id": part.unit["id"], "unit_path": part.unit["path"],
        "role": part.role.value, "round": part.round or facts.row["round"],
        "state": AssignmentState.PENDING_ACCEPTANCE.value, "parent_id": part.parent_id,
        "dispatcher_path": part.dispatcher_path, "dispatched_by": actor, "dispatched_at": now,
        "proposal": dict(part.proposal), "reason": part.reason, "basis": part.basis,
        "basis_sealed": None, "accepted_at": None, "deemed_accepted": False,
        "contacted_at": None, "submitted_at": None, "ended_at": None, "submitted_by": None, "review_on": None,
        "extensions": before.extensions if before else 0, "extended_days": before.extended_days if before else 0,
    }  # fmt: skip


def first_kinds(part: Part, starts: Collection[ClockKind]) -> Iterator[ClockKind]:
    """The clocks a verb starts for the part; one that goes on needs no start, and a co-handler leaves the contact to the lead."""
    for kind in PER_ASSIGNMENT:
        contact_is_the_lead_s = kind is ClockKind.FIRST_CONTACT and part.role is Role.CO_HANDLER
        goes_on = kind is ClockKind.HANDLING and part.handling is not None
        if kind in starts and not contact_is_the_lead_s and not goes_on:
            yield kind
