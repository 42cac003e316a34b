"""Closing a case: what is still live ends with it."""

from core.cases.change import Change
from core.cases.dispatching import release_all
from core.cases.states import CaseState


def close(change: Change, outcome: str) -> None:
    """Close; late co-handlers are cancelled, and what they breached stays written."""
    release_all(change)
    change.case |= {"outcome": outcome, "closed_at": change.now}
    change.move(CaseState.CLOSED)
