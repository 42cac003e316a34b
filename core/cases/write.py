"""Writes what a command has decided, in a fixed order.

The case row goes first, claimed at the version and with the key that the command read: nobody holds a lock before that,
and whoever was second finds it moved and decides again. Then assignments, records, clocks with their timers, what
plug-ins write beside them, events with their outbox references. The unit of work sends it all as one statement.
"""

from dataclasses import replace
from uuid import UUID

from core.assignments.model import assignment
from core.cases.case_clocks import cancel_left_over, run_case_clocks
from core.cases.change import Change
from core.cases.during import added_events
from core.cases.model import case_file
from core.cases.outcome import Outcome
from core.cases.states import LIVE
from core.cases.tracing import SPOKEN
from core.cases.wording import worded
from core.deadlines.cards import red_card
from core.deadlines.kinds import ClockKind
from core.events.record import NewEvent, drafted, keep


async def write(change: Change, object_id: UUID | None = None) -> Outcome:
    """Write everything; what the command acted on is `object_id`, or the case.

    When somebody else wrote the case first, the unit of work raises VersionMoved as it writes.
    """
    facts = change.facts
    if change.state is not facts.state:
        _tell_states(change)
        await run_case_clocks(change)
    cancel_left_over(change)
    await _write_case(change)
    await _write_assignments(change)
    await _write_records(change)
    await change.clocks.write(change.uow)
    await record_events(change)
    change.uow.services.habits.learn(change.events[0].type, facts.id, change.uow.asked)
    acted_on = object_id or facts.id
    return Outcome(facts.id, acted_on, _version_of(change, acted_on))


async def record_events(change: Change) -> None:
    """Record what the command did, then what plug-ins add to it, then the breaches it came upon."""
    if change.events[0].type in SPOKEN:
        change.uow.traceparent = None
    kept = (change.uow, change.facts.id, change.version, change.secrecy, change.actor)
    rows = drafted(*kept, change.events)
    further = [*await added_events(change, rows), *map(red_card, change.clocks.overtaken())]
    queues = [_addressed(change, event) for event in (*change.events, *further)]
    await keep(change.uow, [*rows, *drafted(*kept, further, after=len(rows))], queues)


def _addressed(change: Change, event: NewEvent) -> list[str]:
    """The queues of the unit whose part it tells of; else those of every unit that had or has a live part."""
    if event.assignment_id is None:
        paths = {one.unit_path for one in (*change.facts.assignments, *change.assignments) if one.state in LIVE}
    else:
        paths = {one.unit_path for one in change.assignments if one.id == event.assignment_id}
    return change.uow.services.queues.chosen(change.secrecy, paths, event.queues)


def _tell_states(change: Change) -> None:
    first = change.events[0]
    states = {"from": change.facts.state.value, "to": change.state.value}
    change.events[0] = replace(first, body={**states, **first.body})


async def _write_case(change: Change) -> None:
    columns = {
        **change.case,
        "version": change.version,
        "state": change.state.value,
        "due_at": change.clocks.next_due(),
        "last_event_type": change.events[0].type,
        "last_event_at": change.now,
    }
    # The key too: what was sealed with one that has been replaced meanwhile must not be written.
    read = {"id": change.facts.id, "version": change.facts.version, "case_key": change.facts.row["case_key"]}
    await change.uow.claim(case_file, read, columns)


async def _write_assignments(change: Change) -> None:
    for one in change.facts.assignments:
        columns = change.touched.get(one.id)
        if columns is not None:
            due_at = change.clocks.due(ClockKind.HANDLING, one.id)
            await change.uow.change(assignment, one.id, {"due_at": due_at, **columns, "version": one.version + 1})


async def _write_records(change: Change) -> None:
    for one in [await worded(change, record) for record in change.records]:
        if one.id is None:
            await change.uow.insert(one.table, [one.values])
        else:
            await change.uow.change(one.table, one.id, one.values)


def _version_of(change: Change, object_id: UUID) -> int:
    """A new assignment begins at version 1."""
    if object_id == change.facts.id:
        return change.version
    known = {one.id: one.version for one in change.facts.assignments}
    return known.get(object_id, 0) + (object_id not in known or object_id in change.touched)
