"""Clock rows: made from a budget that was granted, and recomputed whenever they are paused, resumed, extended or stopped.

A row is data; the arithmetic is `core.deadlines.arithmetic`. Working minutes and days follow the case's profile, elapsed
ones run around the clock; an explicit clock (a commitment) is due when it was promised.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from core.deadlines import arithmetic
from core.deadlines.budget import Budget, Mode
from core.deadlines.calendar import Calendar, local
from core.deadlines.day_count import close_before
from core.deadlines.kinds import ClockKind
from core.deadlines.profile import Profile
from core.deadlines.state import ClockState, Extension, Pause
from core.ids import new_id

EXPLICIT = "explicit"
CARDLESS = frozenset({ClockKind.RETURN_WINDOW})
"""Kinds whose end is not a breach: the window closes and the assignment counts as accepted."""

ClockRow = dict[str, Any]


def budgeted(
    kind: str, budget: Budget, rule: str, started_at: datetime, *, profile: Profile, calendar: Calendar, case_id: UUID
) -> ClockRow:
    """A running clock with a budget that `rule` grants; the profile says when its yellow card shows."""
    given = {"mode": budget.mode.value, "days": budget.days, "minutes": budget.minutes}
    row = _row(kind, case_id, started_at, rule) | given
    return row | _reckoned(row, ClockState(started_at, budget), profile, calendar)


def promised(kind: str, started_at: datetime, due_at: datetime, *, case_id: UUID) -> ClockRow:
    """A running clock that is due when somebody said so."""
    return _row(kind, case_id, started_at, EXPLICIT) | {"mode": Mode.CLOCK.value, "due_at": due_at}


def reckon(row: Mapping[str, Any], profile: Profile, calendar: Calendar) -> ClockRow:
    """`due_at`, `yellow_at` and `provisional` of a clock, from its start, budget, extensions, pauses and what was promised."""
    if row["rule"] == EXPLICIT:
        return {"due_at": row["due_at"], "yellow_at": None, "provisional": False}
    return _reckoned(row, clock_state(row), profile, calendar)


def _reckoned(row: Mapping[str, Any], state: ClockState, profile: Profile, calendar: Calendar) -> ClockRow:
    reckoned = arithmetic.due(state, calendar)
    due = reckoned.not_before(row["held_until"])
    card = arithmetic.yellow(state, calendar, profile.yellow.rule).at if row["kind"] not in CARDLESS else None
    if card is not None and due.at is not None and due != reckoned and row["days"] is not None:
        card = close_before(state, calendar, due.at, profile.yellow.rule.days)
    return {"due_at": due.at, "yellow_at": card, "provisional": due.provisional}


def clock_state(row: Mapping[str, Any]) -> ClockState:
    """The row as the arithmetic takes it."""
    mode = Mode(row["mode"])
    unit = "days" if row["days"] is not None else "minutes"
    return ClockState(
        start=row["started_at"],
        budget=Budget(days=row["days"], minutes=row["minutes"], mode=mode),
        extensions=tuple(
            Extension(Budget(**{unit: one["amount"]}, mode=mode), datetime.fromisoformat(one["at"]))
            for one in row["extensions"]
        ),
        pauses=tuple(Pause(_instant(one["since"]), _instant(one["until"]), one["reason"]) for one in row["pauses"]),
    )


def paused(row: Mapping[str, Any], at: datetime, reason: str) -> ClockRow:
    """The row's changes when the clock is paused."""
    return {
        "state": "PAUSED",
        "pauses": [*row["pauses"], {"since": at.isoformat(), "until": None, "reason": reason}],
    }


def resumed(row: Mapping[str, Any], at: datetime) -> ClockRow:
    """The row's changes when a paused clock runs on, or a stopped one runs as if it had never stopped."""
    stood = [one for one in row["pauses"] if one["until"] is None]
    later = _promised_later(row, at - datetime.fromisoformat(stood[0]["since"])) if stood else {}
    return {"state": "RUNNING", "stopped_at": None, "pauses": _closed(row["pauses"], at), **later}


def restored(row: Mapping[str, Any], at: datetime, reason: str) -> ClockRow:
    """The row's changes when a cancelled clock runs on; it stood meanwhile."""
    gap = {"since": row["stopped_at"].isoformat(), "until": at.isoformat(), "reason": reason}
    later = _promised_later(row, at - row["stopped_at"])
    return {"state": "RUNNING", "stopped_at": None, "pauses": [*row["pauses"], gap], **later}


def carried(row: Mapping[str, Any], at: datetime) -> ClockRow:
    """A running clock with another's start, budget, extensions and pauses, for a unit that takes the work on."""
    fresh = {"id": new_id(), "assignment_id": None, "warned_at": None, "breached_at": None}
    return {**row, **fresh, **(resumed(row, at) if row["state"] == "PAUSED" else {"state": "RUNNING"})}


def extended(row: Mapping[str, Any], amount: int, at: datetime, calendar: Calendar) -> ClockRow:
    """The row's changes when the clock is given more of its own unit; a promised one is given working days."""
    more = {"extensions": [*row["extensions"], {"amount": amount, "at": at.isoformat()}]}
    if row["rule"] != EXPLICIT:
        return more
    last = calendar.workdays.add(local(row["due_at"]).date(), amount)
    return more | {"due_at": calendar.close_of(last)}


def stopped(row: Mapping[str, Any], at: datetime) -> ClockRow:
    """The row's changes when what the clock waited for has happened; the due instant itself is in time.

    One that was breached stays late, even if more time was given since.
    """
    in_time = row["due_at"] is None or at <= row["due_at"]
    return {
        "state": "MET" if in_time and row["breached_at"] is None else "LATE",
        "stopped_at": at,
        "pauses": _closed(row["pauses"], at),
        "breached_at": breach(row, at),
    }


def cancelled(row: Mapping[str, Any], at: datetime) -> ClockRow:
    """The row's changes when nothing is awaited any more; a breach that happened stays written."""
    return {
        "state": "CANCELLED",
        "stopped_at": at,
        "pauses": _closed(row["pauses"], at),
        "breached_at": breach(row, at),
    }


def breach(row: Mapping[str, Any], at: datetime) -> datetime | None:
    """When a clock that has not ended was breached, as it stands at the instant; written once, and never taken back."""
    late = row["due_at"] is not None and at > row["due_at"] and row["kind"] not in CARDLESS
    return row["breached_at"] or (row["due_at"] if late else None)


def _row(kind: str, case_id: UUID, started_at: datetime, rule: str) -> ClockRow:
    return {
        "id": new_id(), "case_id": case_id, "assignment_id": None, "kind": str(kind), "state": "RUNNING",
        "mode": Mode.CLOCK.value, "days": None, "minutes": None, "extensions": [], "rule": rule, "pauses": [],
        "started_at": started_at, "due_at": None, "held_until": None, "provisional": False, "yellow_at": None, "warned_at": None,
        "breached_at": None, "stopped_at": None,
    }  # fmt: skip


def _promised_later(row: Mapping[str, Any], stood: timedelta) -> ClockRow:
    """What was promised for an instant moves by as long as the clock stood; other clocks are reckoned anew."""
    return {"due_at": row["due_at"] + stood} if row["rule"] == EXPLICIT else {}


def _closed(pauses: list[dict[str, Any]], at: datetime) -> list[dict[str, Any]]:
    return [one if one["until"] else one | {"until": at.isoformat()} for one in pauses]


def _instant(text: str | None) -> Any:
    return None if text is None else datetime.fromisoformat(text)
