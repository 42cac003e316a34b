"""What one command changes in a case, collected while it decides; `core.cases.write` writes it when it has decided."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table

from core.access.operations import owner_of
from core.assignments.model import assignment
from core.cases.deadline import deadline_for
from core.cases.derive import DERIVED, derived_state
from core.cases.facts import AssignmentFacts, CaseFacts, assignment_facts
from core.cases.life_cycle import Transition
from core.cases.model import case_correction
from core.cases.part import Part, first_kinds, part_row
from core.cases.states import AssignmentState, CaseState
from core.cases.view import view_of
from core.db.uow import UnitOfWork
from core.deadlines.budget import Budget
from core.deadlines.clocks import ClockRow
from core.deadlines.kinds import CORE_KINDS, ClockKind
from core.deadlines.profile import Profile
from core.deadlines.write import ClockChanges
from core.events.consequence import Consequence
from core.events.record import NewEvent
from core.ids import new_id
from core.plugin.views import CaseView


@dataclass(frozen=True, slots=True)
class Record:
    """A row beside the case: a new one, or with `id` one that is completed."""

    table: Table
    values: Mapping[str, Any]
    id: UUID | None = None


class Change:
    """The write set of one command. `state` and `assignments` are as they will be, `facts` as they were read.

    `event` is the type of its first event: the verb's name or, for what is done beside the life cycle, another. Only a
    command with a `transition` moves the case and gives units their parts.
    """

    def __init__(
        self,
        uow: UnitOfWork,
        actor: UUID | None,
        event: str,
        facts: CaseFacts,
        profile: Profile,
        transition: Transition | None = None,
    ) -> None:
        self.uow, self.actor, self.facts, self.profile = uow, actor, facts, profile
        self._transition = transition
        self.state: CaseState = facts.state
        self.clocks = ClockChanges(facts.clocks, profile, uow.services.calendar(profile), uow.now)
        self.case: dict[str, object] = {}
        self.touched: dict[UUID, dict[str, object]] = {}
        self.records: list[Record] = []
        self.events: list[NewEvent] = [NewEvent(str(event))]
        self.utility: str | None = facts.row["essential_utility"]
        self._assignments = {one.id: one for one in facts.assignments}

    @property
    def now(self) -> datetime:
        """The command's instant."""
        return self.uow.now

    @property
    def version(self) -> int:
        """The version of the case that this command writes."""
        return self.facts.version + 1

    @property
    def secrecy(self) -> int:
        """How closely its events are kept: as what was, or becomes, confidential about the case (0 to 3)."""
        levels: tuple[Any, Any] = (self.facts.row["secrecy"], self.case.get("secrecy", 0))
        return int(max(levels))

    @property
    def transition(self) -> Transition:
        """The verb's row of the life cycle. LookupError beside it, where states stay as they are."""
        if self._transition is None:
            raise LookupError(
                f"{self.events[0].type} is no verb of the life cycle: compose a command that moves the case"
            )
        return self._transition

    @property
    def assignments(self) -> tuple[AssignmentFacts, ...]:
        """The assignments as they will be."""
        return tuple(self._assignments.values())

    def move(self, state: CaseState) -> None:
        """Bring the case into a state."""
        self.state = state

    def derive(self) -> None:
        """Bring a case in handling into the state its assignments make of it."""
        if self.state in DERIVED:
            self.state = derived_state(self.facts.row["round"], self.assignments)

    def set(self, assignment_id: UUID, state: AssignmentState | None = None, **columns: Any) -> None:
        """Change an assignment."""
        found = self._assignments[assignment_id]
        state = state or found.state
        self.touched.setdefault(assignment_id, {}).update(columns, state=state.value)
        known = {name: value for name, value in columns.items() if name in AssignmentFacts.__dataclass_fields__}
        self._assignments[assignment_id] = replace(found, **known, state=state)

    async def assign(self, part: Part) -> UUID:
        """Give a unit its part and start the clocks of it; they start at dispatch, never at acceptance."""
        row = part_row(part, self.facts, self.actor, self.now)
        made = assignment_facts([row])[0]
        self._assignments[made.id] = made
        await self._start_clocks(part, made.id)
        self.records.append(Record(assignment, row | {"due_at": self.clocks.due(ClockKind.HANDLING, made.id)}))
        self.event(Consequence.ASSIGNED, assignment_id=made.id, unit=str(made.unit_id), role=made.role.value)
        return made.id

    async def _start_clocks(self, part: Part, assignment_id: UUID) -> None:
        view = self.view()
        rows = [await self._granted(kind, view) for kind in first_kinds(part, self.transition.starts)]
        for row in [part.handling, *rows] if part.handling else rows:
            self.clocks.start(row | {"assignment_id": assignment_id})

    def add(self, table: Table, **columns: object) -> UUID:
        """Add a record; its id."""
        row: dict[str, Any] = {"id": new_id(), **columns}
        self.records.append(Record(table, row))
        id_: UUID = row["id"]
        return id_

    def decide(self, table: Table, record_id: UUID, **columns: object) -> None:
        """Complete a record that waited."""
        self.records.append(Record(table, columns, record_id))

    def because(self, reason: str, **changes: tuple[object, object]) -> None:
        """Keep a reason in the words it was given, with what it changed: field = (before, after), codes only."""
        pairs = {name: [str(value) for value in pair] for name, pair in changes.items()}
        self.add(case_correction, case_id=self.facts.id, changes=pairs, reason=reason, by=self.actor, at=self.now)

    def event(self, type_: Consequence, *, assignment_id: UUID | None = None, **body: object) -> None:
        """Record a further event of this command: ids, codes and field names only."""
        self.events.append(NewEvent(type_.value, assignment_id, body))

    def event_of(self, type_: str, *, assignment_id: UUID | None = None, **body: object) -> None:
        """Record a further event of a plug-in's own, such as `tourism/answered`. ValueError outside its prefix."""
        if not type_.startswith(f"{self._plugin}/"):
            raise ValueError(f"event {type_!r}: begin it with {self._plugin}/")
        self.events.append(NewEvent(type_, assignment_id, body))

    def start_clock(
        self, kind: str, budget: Budget, rule: str, *, assignment_id: UUID | None = None, since: datetime | None = None
    ) -> UUID:
        """Start a clock of a plug-in's own kind, of the case or of one assignment; its id.

        `rule` says what granted the budget: `tourism/ADVICE/urgent`, with the plug-in and the kind. `since` is when that
        happened which the clock counts from, where an after-effect starts it later. It has timers, cards and an
        explanation like every clock, and is cancelled when the case or its assignment ends.
        ValueError for a kind of the core's, and while one of the kind is open on the same.
        """
        self._refuse_core_kind(kind)
        if self.clocks.is_open(kind, assignment_id):
            raise ValueError(f"a clock of kind {kind} is open already: end or cancel it first")
        if not rule.startswith(f"{self._plugin}/{kind}/"):
            raise ValueError(f"rule {rule!r}: write {self._plugin}/{kind}/ and the rule's name")
        row = self.clocks.budgeted(kind, budget, rule, since or self.now, self.facts.id)
        return self.clocks.start(row | {"assignment_id": assignment_id})

    def end_clock(self, kind: str, *, assignment_id: UUID | None = None) -> None:
        """What the open clock of a plug-in's own kind waited for has happened; nothing where none is open."""
        self._refuse_core_kind(kind)
        self.clocks.end(kind, assignment_id)

    def cancel_clock(self, kind: str, *, assignment_id: UUID | None = None) -> None:
        """What the open clock of a plug-in's own kind waited for will not happen."""
        self._refuse_core_kind(kind)
        self.clocks.end(kind, assignment_id, cancel=True)

    def note(self, assignment_id: UUID | None = None, **body: object) -> None:
        """Say more in the command's own event."""
        first = self.events[0]
        self.events[0] = NewEvent(first.type, assignment_id or first.assignment_id, {**first.body, **body})

    @property
    def _plugin(self) -> str | None:
        return owner_of(self.events[0].type)

    def _refuse_core_kind(self, kind: str) -> None:
        if kind in CORE_KINDS:
            raise ValueError(f"{kind} is a clock of the core's: give the plug-in's clock a kind of its own")

    def view(self) -> CaseView:
        """The case as hooks are shown it: as this command will leave it, so far."""
        columns = {"version": self.version, "state": self.state, "essential_utility": self.utility}
        return view_of({**self.facts.row, **self.case, **columns}, self.assignments)

    async def grant(self, kind: ClockKind) -> ClockRow:
        """A clock of a kind that starts now, with what a plug-in or the profile grants this case."""
        return await self._granted(kind, self.view())

    async def _granted(self, kind: ClockKind, view: CaseView) -> ClockRow:
        granted = await deadline_for(self.uow, view, kind)
        return self.clocks.budgeted(kind, granted.budget, granted.rule, self.now, self.facts.id)
