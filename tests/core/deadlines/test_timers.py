"""Which timers a clock needs, for every state it can be in."""

from datetime import timedelta
from typing import Any

import pytest

from core.deadlines.timers import TimerKind, needed
from tests.core.deadlines.oracle import at

START, CARD, DUE = at("2026-11-16 10:00"), at("2026-11-20 18:00"), at("2026-11-23 18:00")
MOMENT = timedelta(seconds=1)
BOTH = {TimerKind.YELLOW: CARD, TimerKind.RED: DUE}
RED = {TimerKind.RED: DUE}


def clock(**changes: Any) -> dict[str, Any]:
    """A running clock of five working days that has shown no card."""
    return {
        "kind": "HANDLING", "state": "RUNNING", "started_at": START, "due_at": DUE, "yellow_at": CARD,
        "warned_at": None, "breached_at": None,
    } | changes  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, BOTH),
        ({"warned_at": CARD}, RED),
        ({"breached_at": DUE, "warned_at": CARD}, {}),
        ({"breached_at": DUE}, {TimerKind.YELLOW: CARD}),
        ({"yellow_at": None}, RED),
        ({"yellow_at": START}, RED),
        ({"yellow_at": DUE}, RED),
        ({"yellow_at": START + MOMENT}, {TimerKind.YELLOW: START + MOMENT, TimerKind.RED: DUE}),
        ({"due_at": None, "yellow_at": None}, {}),
        ({"state": "PAUSED"}, {}),
        ({"state": "MET"}, {}),
        ({"state": "LATE"}, {}),
        ({"state": "CANCELLED"}, {}),
        ({"kind": "RETURN_WINDOW", "yellow_at": None}, {TimerKind.DEEMED_ACCEPTANCE: DUE}),
        ({"kind": "RETURN_WINDOW", "state": "MET"}, {}),
    ],
)
def test_a_clock_needs_the_cards_it_has_not_shown(changes: dict[str, Any], expected: dict[TimerKind, Any]) -> None:
    assert needed(clock(**changes), CARD + MOMENT) == expected


def test_a_card_that_was_shown_is_shown_again_only_when_it_moved_into_the_future() -> None:
    warned = clock(warned_at=CARD - timedelta(days=1))

    assert needed(warned, CARD - MOMENT) == BOTH
    assert needed(warned, CARD) == RED


def test_a_card_nobody_has_seen_is_shown_late_rather_than_never() -> None:
    assert needed(clock(), DUE + MOMENT) == BOTH
