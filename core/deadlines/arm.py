"""Writing the timers of clocks that changed: those a clock needs are armed, those it no longer needs disarmed."""

from collections.abc import Sequence

from sqlalchemy import Text, func, literal_column, null, update
from sqlalchemy.dialects.postgresql import UUID as Uuid
from sqlalchemy.dialects.postgresql import insert

from core.db.read import Row
from core.db.uow import UnitOfWork
from core.deadlines.model import timer
from core.deadlines.timers import TimerKind, needed
from core.events.arrays import columns_of, table_of
from core.ids import new_id

_IDLE = table_of(clock_id=Uuid(as_uuid=True), kind=Text())
_DISARM = (
    update(timer)
    .where(timer.c.clock_id == _IDLE.c.clock_id, timer.c.kind == _IDLE.c.kind, timer.c.state == "ARMED")
    .values(state="DISARMED")
)
_ARM = insert(timer)
_ARM = _ARM.on_conflict_do_update(
    index_elements=["clock_id", "kind"],
    set_={
        "due_at": _ARM.excluded.due_at,
        "state": literal_column("'ARMED'"),
        "fired_at": null(),
        "replay_id": _ARM.excluded.replay_id,
        "gen": timer.c.gen + literal_column("1"),
    },
    where=func.row(timer.c.state, timer.c.due_at).op("is distinct from")(
        func.row(literal_column("'ARMED'"), _ARM.excluded.due_at)
    ),
)


async def arm(uow: UnitOfWork, new: Sequence[Row], changed: Sequence[Row]) -> None:
    """Bring the timers of these clock rows, as they are now, into step; a due time that moved raises `gen`."""
    idle = [
        {"clock_id": row["id"], "kind": kind.value}
        for row in changed
        for kind in TimerKind
        if kind not in needed(row, uow.now)
    ]
    if idle:
        await uow.tell(_DISARM, idle, **columns_of(idle, ("clock_id", "kind")))
    await uow.insert(timer, _armed(uow, new))
    await uow.insert(timer, _armed(uow, changed), _ARM)


def _armed(uow: UnitOfWork, clocks: Sequence[Row]) -> list[Row]:
    return [
        {
            "id": new_id(), "case_id": row["case_id"], "clock_id": row["id"], "kind": kind.value, "gen": 1,
            "state": "ARMED", "due_at": due_at, "fired_at": None, "replay_id": uow.services.replay_id,
        }
        for row in clocks
        for kind, due_at in needed(row, uow.now).items()
    ]  # fmt: skip
