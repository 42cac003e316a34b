"""Which timers a clock needs."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.deadlines.kinds import ClockKind


class TimerKind(StrEnum):
    """What a timer does when its instant has passed."""

    YELLOW = "YELLOW"
    RED = "RED"
    DEEMED_ACCEPTANCE = "DEEMED_ACCEPTANCE"


def needed(row: Mapping[str, Any], now: datetime) -> dict[TimerKind, datetime]:
    """The timers of a running clock by kind; none for one that stands or has ended.

    A card that was shown is not shown again, except that an extension which moves the yellow one into the future arms it
    anew; a breach is written once and for all.
    """
    if row["state"] != "RUNNING" or row["due_at"] is None:
        return {}
    if row["kind"] == ClockKind.RETURN_WINDOW:
        return {TimerKind.DEEMED_ACCEPTANCE: row["due_at"]}
    wanted = {}
    if row["breached_at"] is None:
        wanted[TimerKind.RED] = row["due_at"]
    card = row["yellow_at"]
    if card is not None and row["started_at"] < card < row["due_at"] and (row["warned_at"] is None or card > now):
        wanted[TimerKind.YELLOW] = card
    return wanted
