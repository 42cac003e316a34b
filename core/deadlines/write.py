"""The clocks of one case while a command runs: started, stopped, paused, extended; then written with their timers."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from core.db.read import Row
from core.db.uow import UnitOfWork
from core.deadlines import clocks
from core.deadlines.arm import arm
from core.deadlines.budget import Budget
from core.deadlines.calendar import Calendar
from core.deadlines.kinds import CORE_KINDS, ClockKind
from core.deadlines.model import clock
from core.deadlines.profile import Profile

_NOT_THE_CASE_S = frozenset({ClockKind.RETURN_WINDOW, ClockKind.COMMITMENT})
_OPEN = frozenset({"RUNNING", "PAUSED"})


class ClockChanges:
    """Reads like the case's clocks, remembers what changed."""

    def __init__(self, rows: Sequence[Row], profile: Profile, calendar: Calendar, now: datetime) -> None:
        self._rows: dict[UUID, dict[str, Any]] = {row["id"]: dict(row) for row in rows}
        self._profile, self._calendar, self._now = profile, calendar, now
        self._new: set[UUID] = set()
        self._touched: dict[UUID, set[str]] = {}
        self._overtaken: list[UUID] = []

    def budgeted(self, kind: str, budget: Budget, rule: str, since: datetime, case_id: UUID) -> clocks.ClockRow:
        """A clock row with a budget that `rule` grants from `since` on, not yet started."""
        return clocks.budgeted(
            kind, budget, rule, since, profile=self._profile, calendar=self._calendar, case_id=case_id
        )

    def start(self, row: clocks.ClockRow) -> UUID:
        """Start a clock; its id."""
        id_: UUID = row["id"]
        self._rows[id_] = row
        self._new.add(id_)
        return id_

    def carried(self, kind: str, assignment_id: UUID) -> clocks.ClockRow | None:
        """The newest clock of a kind as it goes on for another unit, not yet started."""
        newest = self._newest(kind, assignment_id)
        if newest is None:
            return None
        row = clocks.carried(newest, self._now)
        return row | clocks.reckon(row, self._profile, self._calendar)

    def end(self, kind: str, assignment_id: UUID | None, *, cancel: bool = False) -> None:
        """Stop the open clocks of a kind, because what they waited for happened or, with `cancel`, will not."""
        for row in self._open(kind, assignment_id):
            change = clocks.cancelled if cancel else clocks.stopped
            self._apply(row, change(row, self._now))

    def end_one(self, clock_id: UUID, *, cancel: bool = False) -> None:
        """Stop one clock, if it is still open."""
        row = self._rows[clock_id]
        if row["state"] in _OPEN:
            self._apply(row, (clocks.cancelled if cancel else clocks.stopped)(row, self._now))

    def end_all(self, assignment_id: UUID, *, only: Sequence[str]) -> None:
        """Cancel the open clocks of an assignment."""
        for kind in only:
            self.end(kind, assignment_id, cancel=True)

    def pause(self, kind: str, assignment_id: UUID | None, reason: str) -> None:
        """Let the clock stand; `reason` is a code."""
        for row in self._open(kind, assignment_id):
            self._apply(row, clocks.paused(row, self._now, reason))

    def resume(self, kind: str, assignment_id: UUID | None) -> None:
        """Let a standing clock run on, or a stopped one run as if it had never stopped."""
        newest = self._newest(kind, assignment_id)
        if newest is not None and newest["state"] != "CANCELLED":
            self._apply(newest, clocks.resumed(newest, self._now))

    def restore(self, at: datetime, reason: str, *, assignments: Collection[UUID], kinds: Collection[str]) -> None:
        """Let clocks run on that were cancelled then: the case's own and, of these kinds and the plug-ins', the assignments'.

        They stood meanwhile. A plug-in's is left where another of its kind was started since.
        """
        for row in list(self._rows.values()):
            timed = row["kind"] in kinds or row["kind"] not in CORE_KINDS
            own = row["assignment_id"] is None or (row["assignment_id"] in assignments and timed)
            gone = row["state"] == "CANCELLED" and row["stopped_at"] == at
            if own and gone and not self.is_open(row["kind"], row["assignment_id"]):
                self._apply(row, clocks.restored(row, self._now, reason))

    def is_open(self, kind: str, assignment_id: UUID | None) -> bool:
        """Whether a clock of the kind runs or stands."""
        return bool(self._open(kind, assignment_id))

    def open_of_plugins(self) -> list[clocks.ClockRow]:
        """Clocks of kinds that are not the core's, as long as they run or stand."""
        return [row for row in self._rows.values() if row["kind"] not in CORE_KINDS and row["state"] in _OPEN]

    def extend(self, kind: str, assignment_id: UUID, amount: int) -> None:
        """Give a clock more of its own unit."""
        for row in self._open(kind, assignment_id):
            self._apply(row, clocks.extended(row, amount, self._now, self._calendar))

    def replace(self, row: Mapping[str, Any], changes: Mapping[str, Any]) -> None:
        """Change a clock's own data, as a corrected category does; it is reckoned again from its first start."""
        self._apply(self._rows[row["id"]], dict(changes))

    def due(self, kind: str, assignment_id: UUID | None) -> datetime | None:
        """When the newest clock of a kind is due."""
        newest = self._newest(kind, assignment_id)
        return newest["due_at"] if newest else None

    def next_due(self) -> datetime | None:
        """The earliest due time that still runs; windows and promises are not the case's own."""
        running = (
            row["due_at"]
            for row in self._rows.values()
            if row["state"] == "RUNNING" and row["kind"] not in _NOT_THE_CASE_S
        )
        return min((due for due in running if due is not None), default=None)

    async def write(self, uow: UnitOfWork) -> None:
        """Write what changed, and arm or disarm the timers accordingly."""
        await uow.insert(clock, [self._rows[id_] for id_ in self._new])
        for id_, names in self._touched.items():
            if id_ not in self._new:
                await uow.change(clock, id_, {name: self._rows[id_][name] for name in sorted(names)})
        new = [self._rows[id_] for id_ in self._new]
        await arm(uow, new, [self._rows[id_] for id_ in self._touched if id_ not in self._new])

    def overtaken(self) -> list[clocks.ClockRow]:
        """Clocks whose breach is written here, because the command came before their timer."""
        return [self._rows[id_] for id_ in self._overtaken]

    def _apply(self, row: dict[str, Any], changes: Mapping[str, Any]) -> None:
        changes = {**changes, **self._breached(row)}
        row.update(changes)
        moved = (
            {} if row["state"] in {"MET", "LATE", "CANCELLED"} else clocks.reckon(row, self._profile, self._calendar)
        )
        row.update(moved)
        self._touched.setdefault(row["id"], set()).update(changes, moved)

    def _breached(self, row: Mapping[str, Any]) -> clocks.ClockRow:
        """The breach that came before the change; a change made late does not undo it."""
        if row["state"] != "RUNNING" or row["breached_at"] or not (since := clocks.breach(row, self._now)):
            return {}
        self._overtaken.append(row["id"])
        return {"breached_at": since}

    def _newest(self, kind: str, assignment_id: UUID | None) -> dict[str, Any] | None:
        return max(self._of(kind, assignment_id), key=lambda row: row["started_at"], default=None)

    def _of(self, kind: str, assignment_id: UUID | None) -> list[dict[str, Any]]:
        return [row for row in self._rows.values() if row["kind"] == kind and row["assignment_id"] == assignment_id]

    def _open(self, kind: str, assignment_id: UUID | None) -> list[dict[str, Any]]:
        return [row for row in self._of(kind, assignment_id) if row["state"] in _OPEN]
