"""What one command writes to a case, collected while it decides and written in a fixed order when it has decided.

The case row goes first, guarded by the version the command read: nobody holds a lock before that, and whoever was second
finds the version moved and decides again. Then assignments, records, clocks with their timers, events with their outbox
references.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table

from core.assignments.model import assignment
from core.cases.derive import derived_state
from core.cases.facts import AssignmentFacts, CaseFacts
from core.cases.life_cycle import BY_VERB, Transition
from core.cases.model import case_file
from core.cases.outcome import Outcome
from core.cases.states import AssignmentState, CaseState, Channel, Kind, Role, Urgency
from core.cases.verbs import Verb
from core.db.uow import UnitOfWork
from core.deadlines import clocks
from core.deadlines.kinds import ClockKind
from core.deadlines.profile import Profile
from core.deadlines.rule import Facts
from core.deadlines.write import ClockChanges
from core.errors import VersionMoved
from core.events.record import NewEvent, record
from core.ids import new_id

STATE_CLOCKS: Mapping[CaseState, ClockKind] = {
    CaseState.RECEIVED: ClockKind.TRIAGE,
    CaseState.PENDING_DISPATCH: ClockKind.DISPATCH,
    CaseState.PENDING_REVIEW: ClockKind.REVIEW,
    CaseState.TERMINATION_REVIEW: ClockKind.REVIEW,
    CaseState.PENDING_CALLBACK: ClockKind.CALLBACK,
}
"""A clock of the case itself belongs to a state: it starts on arrival and ends on leaving."""

_DERIVED = frozenset({CaseState.IN_PROGRESS, CaseState.PENDING_REVIEW, CaseState.PENDING_CALLBACK})


class Change:
    """The write set of one command."""

    def __init__(self, uow: UnitOfWork, actor: UUID | None, verb: Verb, facts: CaseFacts, profile: Profile) -> None:
        self.uow, self.actor, self.facts, self.profile = uow, actor, facts, profile
        self.transition: Transition = BY_VERB[verb]
        self.state: CaseState = facts.state
        self.clocks = ClockChanges(facts.clocks, profile, uow.services.calendar(profile), uow.now)
        self.case: dict[str, object] = {}
        self._assignments = {one.id: one for one in facts.assignments}
        self._touched: dict[UUID, dict[str, object]] = {}
        self._added: list[tuple[Table, dict[str, object]]] = []
        self._events: list[NewEvent] = [NewEvent(verb.value)]

    @property
    def now(self) -> datetime:
        """The command's instant."""
        return self.uow.now

    @property
    def assignments(self) -> tuple[AssignmentFacts, ...]:
        """The assignments as they will be."""
        return tuple(self._assignments.values())

    def move(self, state: CaseState) -> None:
        """Bring the case into a state."""
        self.state = state

    def derive(self) -> None:
        """Bring a case in handling into the state its assignments make of it."""
        if self.state in _DERIVED:
            self.state = derived_state(int(self.facts.row["round"]), self.assignments)

    def set(self, assignment_id: UUID, state: AssignmentState | None = None, **columns: object) -> None:
        """Change an assignment."""
        found = self._assignments[assignment_id]
        values = columns | ({"state": state.value} if state else {})
        self._touched.setdefault(assignment_id, {}).update(values)
        known = {name: value for name, value in columns.items() if name in AssignmentFacts.__dataclass_fields__}
        self._assignments[assignment_id] = replace(found, **known, state=state or found.state)  # type: ignore[arg-type]

    def add(self, table: Table, **columns: object) -> UUID:
        """Add a record; its id."""
        row = {"id": new_id(), **columns}
        self._added.append((table, row))
        return row["id"]  # type: ignore[return-value]

    def decide(self, table: Table, record_id: UUID, **columns: object) -> None:
        """Complete a record that waited."""
        self._added.append((table, {"where": {"id": record_id}, **columns}))

    def assign(
        self, unit: Mapping[str, Any], role: Role, *, basis: str, proposal: Mapping[str, object], dispatcher_path: str,
        parent: AssignmentFacts | None = None, round_: int | None = None, handling_since: datetime | None = None,
        due_at: datetime | None = None,
    ) -> UUID:  # fmt: skip
        """Give a unit its part and start the clocks of it; they start at dispatch, never at acceptance."""
        row: dict[str, Any] = {
            "id": new_id(), "case_id": self.facts.id, "version": 1, "unit_id": unit["id"], "unit_path": unit["path"],
            "role": role.value, "round": round_ or self.facts.row["round"], "state": "PENDING_ACCEPTANCE",
            "parent_id": parent.id if parent else None, "dispatcher_path": dispatcher_path,
            "dispatched_by": self.actor, "dispatched_at": self.now, "proposal": dict(proposal), "basis": basis,
            "accepted_at": None, "deemed_accepted": False, "contacted_at": None, "submitted_at": None,
            "ended_at": None, "submitted_by": None, "extensions": 0, "extended_days": 0, "review_on": None,
        }  # fmt: skip
        self._start_assignment_clocks(row["id"], role, handling_since, due_at)
        row["due_at"] = self.clocks.due(ClockKind.HANDLING, row["id"])
        self._added.append((assignment, row))
        self._assignments[row["id"]] = AssignmentFacts(
            **{name: row[name] for name in AssignmentFacts.__dataclass_fields__ if name not in {"role", "state"}},
            role=role,
            state=AssignmentState.PENDING_ACCEPTANCE,
        )
        self.event("assigned", assignment_id=row["id"], unit=str(unit["id"]), role=role.value)
        return row["id"]  # type: ignore[no-any-return]

    def event(self, type_: str, *, assignment_id: UUID | None = None, **body: object) -> None:
        """Record a further event of this command: ids, codes and field names only."""
        self._events.append(NewEvent(type_, assignment_id, body))

    def note(self, assignment_id: UUID | None = None, **body: object) -> None:
        """Say more in the command's own event."""
        first = self._events[0]
        self._events[0] = NewEvent(first.type, assignment_id or first.assignment_id, {**first.body, **body})

    def rule_facts(self) -> Facts:
        """What the profile's rules may ask about this case."""
        row = self.facts.row
        return Facts(
            urgency=Urgency(str(self.case.get("urgency", row["urgency"]))),
            kind=Kind(row["kind"]),
            channel=Channel(row["channel"]),
            utility=row["essential_utility"] is not None,
            enterprise=row["enterprise"],
        )

    async def write(self, object_id: UUID | None = None, secret: str | None = None) -> Outcome:
        """Write everything; VersionMoved when somebody else wrote the case first."""
        self._run_case_clocks()
        version = self.facts.version + 1
        await self._write_case(version)
        await self._write_assignments()
        await self._write_records()
        await self.clocks.write(self.uow, self.facts.id)
        first = self._events[0]
        states = {"from": self.facts.state.value, "to": self.state.value} if self.state != self.facts.state else {}
        self._events[0] = NewEvent(first.type, first.assignment_id, {**states, **first.body})
        await record(self.uow, self.facts.id, version, int(self.facts.row["secrecy"]), self.actor, self._events)
        return Outcome(self.facts.id, object_id or self.facts.id, self._version_of(object_id, version), secret)

    def _start_assignment_clocks(
        self, assignment_id: UUID, role: Role, handling_since: datetime | None, due_at: datetime | None
    ) -> None:
        for kind in (ClockKind.ACCEPTANCE, ClockKind.RETURN_WINDOW, ClockKind.FIRST_CONTACT, ClockKind.HANDLING):
            if kind not in self.transition.starts or (kind is ClockKind.FIRST_CONTACT and role is Role.CO_HANDLER):
                continue
            if kind is ClockKind.HANDLING and due_at is not None:
                row = clocks.promised(kind, self.now, due_at, case_id=self.facts.id)
            else:
                since = handling_since if kind is ClockKind.HANDLING and handling_since else self.now
                row = self.clocks.grant(kind, self.rule_facts(), since, self.facts.id)
            self.clocks.start(row | {"assignment_id": assignment_id})

    def _run_case_clocks(self) -> None:
        before, after = self.facts.state, self.state
        if before == after:
            return
        leaving, arriving = STATE_CLOCKS.get(before), STATE_CLOCKS.get(after)
        waits = after is CaseState.NEEDS_INFORMATION
        if leaving and not waits:
            self.clocks.end(leaving, None, cancel=leaving in self.transition.cancels)
        if leaving and waits:
            self.clocks.pause(leaving, None, "NEEDS_INFORMATION")
        if before is CaseState.NEEDS_INFORMATION and after is not CaseState.RECEIVED:
            self.clocks.end(ClockKind.TRIAGE, None, cancel=ClockKind.TRIAGE in self.transition.cancels)
        elif before is CaseState.NEEDS_INFORMATION:
            self.clocks.resume(ClockKind.TRIAGE, None)
        elif arriving and not self.clocks.is_open(arriving, None):
            self.clocks.start(self.clocks.grant(arriving, self.rule_facts(), self.now, self.facts.id))

    async def _write_case(self, version: int) -> None:
        columns = {
            **self.case,
            "version": version,
            "state": self.state.value,
            "due_at": self.clocks.next_due(),
            "last_event_type": self._events[0].type,
            "last_event_at": self.now,
        }
        where = {"id": self.facts.id, "version": self.facts.version}
        if not await self.uow.update(case_file, where, columns):
            raise VersionMoved

    async def _write_assignments(self) -> None:
        known = {one.id: one for one in self.facts.assignments}
        for assignment_id, columns in self._touched.items():
            if assignment_id in known:
                due_at = self.clocks.due(ClockKind.HANDLING, assignment_id)
                values = {"due_at": due_at, **columns, "version": known[assignment_id].version + 1}
                await self.uow.update(assignment, {"id": assignment_id}, values)

    async def _write_records(self) -> None:
        for table, row in self._added:
            where = row.pop("where", None)
            if where is None:
                await self.uow.insert(table, [row])
            else:
                await self.uow.update(table, where, row)  # type: ignore[arg-type]

    def _version_of(self, object_id: UUID | None, version: int) -> int:
        for one in self.facts.assignments:
            if one.id == object_id:
                return one.version + (object_id in self._touched)
        return version if object_id in (None, self.facts.id) else 1


def ids(values: Iterable[UUID]) -> list[str]:
    """Ids as an event's body holds them."""
    return [str(value) for value in values]
