"""Coordination across departments (跨部门协调): one lead, those who take part, tasks, opinions, one conclusion.

Nobody learns of a case through it: the lead and the others have a part in its current round already.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import any_, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import (
    AssignmentState,
    CaseFacts,
    CaseView,
    Change,
    NewEvent,
    NotAllowed,
    NotFound,
    OnCase,
    Outcome,
    Read,
    Refused,
    Row,
    Stale,
    StaleDetail,
    Target,
    UnitOfWork,
    Veto,
    Viewer,
    allows,
    beside,
    write,
)
from plugins.enterprise_desk.errors import COORDINATION_IS_OPEN, COORDINATION_IS_OVER, NOT_TAKING_PART
from plugins.enterprise_desk.inputs import OnCoordination
from plugins.enterprise_desk.tables import coordination, participant, task
from plugins.enterprise_desk.vocabulary import CoordinationState

ENDED = "enterprise_desk/coordinationEnded"
CLOSING = frozenset({"recordCallback", "closeUnreasonable"})
"""What closes a case as settled: not while departments still confer. The caller may withdraw at any time, the agency may
terminate: the coordination ends with the case then."""
ENDING = frozenset({"withdrawCase", "approveTermination"})
REVIEWING = "approveFeedback"

_ID = bindparam("id", type_=Uuid(as_uuid=True))
_BY_ID = select(coordination).where(coordination.c.id == _ID)
_CASE_OF = select(coordination.c.case_id).where(coordination.c.id == _ID)
_PARTICIPANTS = select(participant).where(participant.c.coordination_id == _ID)
_IS_OPEN = coordination.c.state == CoordinationState.OPEN.value
_OPEN_AMONG = select(coordination.c.case_id).where(
    coordination.c.case_id == any_(bindparam("cases", type_=ARRAY(Uuid(as_uuid=True)))), _IS_OPEN
)
_OPEN_OF = select(coordination).where(
    coordination.c.case_id == bindparam("case_id", type_=Uuid(as_uuid=True)), _IS_OPEN
)
_OPEN_TASKS = select(func.count()).where(task.c.coordination_id == _ID, task.c.done_at.is_(None))
_END = (
    update(coordination)
    .where(coordination.c.case_id == bindparam("of_case", type_=Uuid(as_uuid=True)), _IS_OPEN)
    .values(
        state=CoordinationState.ENDED.value,
        version=coordination.c.version + 1,
        ended_at=bindparam("now", type_=coordination.c.ended_at.type),
    )
)

_OVER = frozenset({AssignmentState.RETURNED, AssignmentState.CANCELLED})


@dataclass(frozen=True, slots=True)
class Conference:
    """A coordination while a command is on it: the change to its case, its row, and who takes part."""

    change: Change
    row: Row
    participants: Sequence[Row]

    def of_unit(self, unit_id: UUID) -> Row:
        """A unit's part. Raises NOT_TAKING_PART."""
        found = next((one for one in self.participants if one["unit_id"] == unit_id), None)
        if found is None:
            raise Refused(NOT_TAKING_PART, field=("input", "unitId"))
        return found

    @property
    def lead(self) -> Row:
        """The lead's part."""
        return next(one for one in self.participants if one["leads"])

    async def write(self, **columns: Any) -> Outcome:
        """Write the change, and the coordination's next version."""
        version = self.row["version"] + 1
        self.change.decide(coordination, self.row["id"], version=version, **columns)
        self.change.note(coordination=str(self.row["id"]))
        done = await write(self.change)
        return Outcome(done.case_id, self.row["id"], version)


async def confer(uow: UnitOfWork, actor: Viewer, operation: str, input: OnCoordination) -> Conference:
    """Begin an act in an open coordination. Raises Refused."""
    field = ("input", "coordinationId")
    case_id: UUID | None = await uow.fetch_value(_CASE_OF, id=input.coordination_id)
    if case_id is None:
        raise NotFound(field=field)
    change = await beside(uow, actor, operation, OnCase(case_id=case_id))
    row = await uow.fetch_one(_BY_ID, id=input.coordination_id)
    assert row is not None
    if input.expected_version not in (None, row["version"]):
        raise Stale(StaleDetail(row["version"]))
    if row["state"] != CoordinationState.OPEN:
        raise Refused(COORDINATION_IS_OVER, field=field)
    return Conference(change, row, await uow.fetch(_PARTICIPANTS, id=row["id"]))


def permit_for(actor: Viewer, operation: str, facts: CaseFacts, part: Row) -> None:
    """Raises NotAllowed unless the actor may act for this very unit: one of another unit of the case may not."""
    row = facts.row
    place = Target(
        row["district_path"], (part["unit_path"],), row["registered_by"], row["secrecy"], row["respondent_path"]
    )
    if not allows(actor, operation, place):
        raise NotAllowed(operation)


def assigned(facts: CaseFacts) -> dict[UUID, str]:
    """The units that have a part in this round of the case, and their paths."""
    parts = (one for one in facts.assignments if one.round == facts.row["round"] and one.state not in _OVER)
    return {one.unit_id: one.unit_path for one in parts}


async def open_of(read: Read, case_id: UUID) -> Row | None:
    """The open coordination of a case, if there is one."""
    return await read.fetch_one(_OPEN_OF, case_id=case_id)


async def open_tasks(read: Read, coordination_id: UUID) -> int:
    """How many tasks wait."""
    return int(await read.fetch_value(_OPEN_TASKS, id=coordination_id))


async def vetoes(cases: Sequence[CaseView], verbs: Sequence[str], read: Read) -> Sequence[Veto]:
    """What must wait until the coordination of a case has its conclusion.

    The lead's feedback is approved only when the case is in review; that of a co-handler before does not end anything.
    """
    wanted = [(case, verb) for case in cases for verb in verbs if _ends(case, verb)]
    if not wanted:
        return ()
    rows = await read.fetch(_OPEN_AMONG, cases=list({case.id for case, _ in wanted}))
    conferring = {row["case_id"] for row in rows}
    return [Veto(case.id, verb, COORDINATION_IS_OPEN) for case, verb in wanted if case.id in conferring]


def _ends(case: CaseView, verb: str) -> bool:
    return verb in CLOSING or (verb == REVIEWING and case.state == "PENDING_REVIEW")


async def end_with(uow: UnitOfWork, case: CaseView) -> Sequence[NewEvent]:
    """The case has ended without a conclusion, and so has its coordination."""
    ended = await uow.execute(_END, of_case=case.id, now=uow.now)
    return (NewEvent(ENDED),) if ended else ()
