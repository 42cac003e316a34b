"""What plug-ins add to a command while it writes: rows of their own, and events beside the command's."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from core.cases.change import Change
from core.events.record import SYSTEM, Draft, NewEvent
from core.plugin.views import CaseEvent

HOOK = "during_case_event"


async def added_events(change: Change, rows: Sequence[Draft]) -> list[NewEvent]:
    """Show every event of the command, and the case as it leaves it, to the plug-ins that are on there; what they add.

    Raises HookFailed, also for an event that is not below the plug-in's own name, or what a plug-in refuses with: either
    undoes the command.
    """
    run, gate = change.uow.services.plugins.run, str(change.case.get("gate", change.facts.row["gate"]))
    if not run.has(HOOK, gate):
        return []
    case = change.view()
    added: list[NewEvent] = []
    for row in rows:
        event = _shown(row, change.actor, case.gate)
        for one in await run.in_transaction(HOOK, case.gate, event=event, case=case, uow=change.uow):
            added += one.answer or ()
    return added


def _shown(row: Draft, actor: UUID | None, gate: str) -> CaseEvent:
    told: Mapping[str, Any] = {name: row[name] for name in _AS_WRITTEN}
    return CaseEvent(**told, actor=None if row["actor"] == SYSTEM else actor, gate=gate)


_AS_WRITTEN = ("id", "case_id", "case_version", "type", "assignment_id", "secrecy", "body", "occurred_at")
