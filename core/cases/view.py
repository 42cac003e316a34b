"""A case as hooks are shown it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from core.cases.facts import AssignmentFacts, CaseFacts
from core.cases.queries import case_facts
from core.cases.states import CaseState, Channel, Kind, Urgency
from core.db.read import Read
from core.plugin.views import CaseView

_AS_STORED = (
    "id", "case_no", "version", "category", "district", "district_path", "gate", "secrecy", "enterprise",
    "public_safety", "round", "bounces", "registered_by", "registered_at", "profile", "profile_version",
)  # fmt: skip


def case_view(facts: CaseFacts) -> CaseView:
    """The case as it was read."""
    return view_of(facts.row, facts.assignments)


async def case_view_of(read: Read, case_id: UUID) -> CaseView:
    """The case as it is now. Raises NotFound."""
    return case_view(await case_facts(read, case_id))


def view_of(row: Mapping[str, Any], assignments: Sequence[AssignmentFacts]) -> CaseView:
    """The columns of `case_file`, and of its category `essential_utility`, as a value."""
    return CaseView(
        **{name: row[name] for name in _AS_STORED},
        state=CaseState(row["state"]),
        kind=Kind(row["kind"]),
        channel=Channel(row["channel"]),
        urgency=Urgency(row["urgency"]),
        utility=row["essential_utility"],
        assignments=tuple(assignments),
    )
