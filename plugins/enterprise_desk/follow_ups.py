"""Follow-up visits (回访走访): planned when an enterprise's case is closed, raised when one is overdue."""

from collections.abc import Sequence

from sqlalchemy import Text, any_, bindparam, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import SYSTEM, CaseView, NewEvent, OnCase, UnitOfWork, beside, case_file, instant, new_id, write
from plugins.enterprise_desk.errors import PLUGIN
from plugins.enterprise_desk.operations import Operation
from plugins.enterprise_desk.switched import settings_of
from plugins.enterprise_desk.tables import follow_up
from plugins.enterprise_desk.working_days import due_after

PLANNED = "enterprise_desk/followUpPlanned"
AT_ONCE = 50
"""Raised in one go, so that a minute's work stays short."""

_NOW = bindparam("now", type_=instant("now").type)
_WAITS = follow_up.c.recorded_at.is_(None) & follow_up.c.dropped_at.is_(None)
_OVERDUE = (
    select(follow_up.c.id, follow_up.c.case_id)
    .join(case_file, case_file.c.id == follow_up.c.case_id)
    .where(
        _WAITS,
        follow_up.c.raised_at.is_(None),
        follow_up.c.due_at < _NOW,
        case_file.c.gate == any_(bindparam("districts", type_=ARRAY(Text))),
    )
    .order_by(follow_up.c.due_at, follow_up.c.id)
    .limit(AT_ONCE)
)
_DROP = (
    update(follow_up)
    .where(follow_up.c.case_id == bindparam("of_case", type_=Uuid(as_uuid=True)), _WAITS)
    .values(dropped_at=_NOW)
)


async def plan(uow: UnitOfWork, case: CaseView) -> Sequence[NewEvent]:
    """The case has been closed: a visit is due within the district's number of working days."""
    days = settings_of(uow.services, case.gate).follow_up_days
    row = {
        "id": new_id(), "case_id": case.id, "round": case.round, "closed_at": uow.now,
        "due_at": due_after(uow, case.profile, case.profile_version, days),
    }  # fmt: skip
    await uow.insert(follow_up, [row])
    return (NewEvent(PLANNED, body={"followUp": str(row["id"])}),)


async def drop(uow: UnitOfWork, case: CaseView) -> None:
    """The case has been opened anew: its next closing plans the visit."""
    await uow.execute(_DROP, of_case=case.id, now=uow.now)


async def raise_overdue(uow: UnitOfWork) -> None:
    """Tell of every visit that is overdue, once, in its case's timeline."""
    districts = list(uow.services.plugins.switches.districts(PLUGIN))
    for row in await uow.fetch(_OVERDUE, now=uow.now, districts=districts):
        change = await beside(uow, SYSTEM, Operation.FOLLOW_UP_OVERDUE, OnCase(case_id=row["case_id"]))
        change.decide(follow_up, row["id"], raised_at=uow.now)
        change.note(followUp=str(row["id"]))
        await write(change)
