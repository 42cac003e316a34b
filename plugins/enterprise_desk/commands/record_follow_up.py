"""recordFollowUp (记录企业回访): the visit, and what it found."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import NotFound, OnCase, Outcome, Refused, Row, UnitOfWork, Viewer, beside, check, write
from plugins.enterprise_desk import sealing
from plugins.enterprise_desk.codes import VISIT_METHOD, VISIT_RESULT
from plugins.enterprise_desk.errors import BEFORE_CLOSING, FOLLOW_UP_DROPPED, FOLLOW_UP_RECORDED, IN_THE_FUTURE
from plugins.enterprise_desk.inputs import RecordFollowUp
from plugins.enterprise_desk.operations import Operation
from plugins.enterprise_desk.tables import follow_up

_BY_ID = select(follow_up).where(follow_up.c.id == bindparam("id", type_=Uuid(as_uuid=True)))


async def record_follow_up(uow: UnitOfWork, actor: Viewer, input: RecordFollowUp) -> Outcome:
    """Once for each closing; an overdue visit is still made. Raises Refused."""
    case_id = (await _planned(uow, input.follow_up_id))["case_id"]
    change = await beside(uow, actor, Operation.FOLLOW_UP_RECORD, OnCase(case_id=case_id))
    row = await _waiting(uow, input.follow_up_id)
    _refuse_impossible(input.visited_at, row, uow.now)
    method = await check.known_code(uow, VISIT_METHOD, input.method, "method")
    result = await check.known_code(uow, VISIT_RESULT, input.result, "result")
    note = check.optional_text(input.note, "note", limit=check.LONG)
    change.decide(
        follow_up, row["id"], visited_at=input.visited_at, method=method, result=result, recorded_by=actor.id,
        recorded_at=uow.now,
        **await sealing.columns(uow, change.facts.row["case_key"], sealing.NOTE, row["id"], note),
    )  # fmt: skip
    change.note(followUp=str(row["id"]), method=method, result=result)
    done = await write(change)
    return Outcome(done.case_id, row["id"], done.version)


def _refuse_impossible(visited_at: datetime, row: Row, now: datetime) -> None:
    if visited_at > now:
        raise Refused(IN_THE_FUTURE, field=("input", "visitedAt"))
    if visited_at < row["closed_at"]:
        raise Refused(BEFORE_CLOSING, field=("input", "visitedAt"))


async def _planned(uow: UnitOfWork, id_: UUID) -> Row:
    row = await uow.fetch_one(_BY_ID, id=id_)
    if row is None:
        raise NotFound(field=("input", "followUpId"))
    return row


async def _waiting(uow: UnitOfWork, id_: UUID) -> Row:
    row = await _planned(uow, id_)
    if row["dropped_at"] is not None:
        raise Refused(FOLLOW_UP_DROPPED, field=("input", "followUpId"))
    if row["recorded_at"] is not None:
        raise Refused(FOLLOW_UP_RECORDED, field=("input", "followUpId"))
    return row
