"""The events that tell what became of a clock, whoever noticed it first."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.deadlines.timers import TimerKind
from core.events.consequence import Consequence
from core.events.record import NewEvent

CARDS: Mapping[str, Consequence] = {TimerKind.YELLOW: Consequence.YELLOW_CARD, TimerKind.RED: Consequence.RED_CARD}


def card_body(row: Mapping[str, Any], due: datetime) -> dict[str, object]:
    """Which clock, of what kind, and the instant that passed."""
    return {"clock": str(row["id"]), "kind": row["kind"], "due": due.isoformat()}


def red_card(row: Mapping[str, Any]) -> NewEvent:
    """The breach of a clock row that a command came upon before the clock's timer did."""
    return NewEvent(Consequence.RED_CARD.value, row["assignment_id"], card_body(row, row["breached_at"]))
