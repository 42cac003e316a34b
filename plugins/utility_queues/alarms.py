"""Gap alarms: a row for each gap in a duty roster, raised once and closed when the gap is filled or over."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import UnitOfWork, district, new_id, unit
from plugins.utility_queues.duty import coming, on_duty_companies, rosters
from plugins.utility_queues.intervals import Interval
from plugins.utility_queues.tables import gap_alarm

Known = Mapping[UUID, Interval]
"""Open alarms and their gaps."""

_OPEN = select(gap_alarm).where(gap_alarm.c.closed_at.is_(None)).order_by(gap_alarm.c.id)
_COMPANIES = (
    select(unit.c.id.label("unit_id"), unit.c.path.label("unit_path"), district.c.path.label("district_path"))
    .join(district, district.c.code == unit.c.district)
    .where(unit.c.id == any_(bindparam("units", type_=ARRAY(Uuid(as_uuid=True)))))
    .order_by(unit.c.path)
)


async def raise_alarms(uow: UnitOfWork, gates: Sequence[str], days: int) -> int:
    """Bring the alarms up to what the rosters of the coming days leave open; how many are new. Run it alone."""
    window = coming(uow.now, days)
    companies = await on_duty_companies(uow, gates, uow.now)
    found = {unit_id: one.gaps(window) for unit_id, one in (await rosters(uow, companies, window)).items()}
    known: dict[UUID, dict[UUID, Interval]] = {}
    for row in await uow.fetch(_OPEN):
        known.setdefault(row["unit_id"], {})[row["id"]] = Interval(row["starts_at"], row["ends_at"])
    for unit_id, alarms in known.items():
        await _settle(uow, alarms, found.get(unit_id, ()))
    new = [
        {"id": new_id(), **row, "starts_at": gap.start, "ends_at": gap.end, "raised_at": uow.now}
        for row in await uow.fetch(_COMPANIES, units=companies)
        for gap in unknown(found[row["unit_id"]], known.get(row["unit_id"], {}))
    ]
    await uow.insert(gap_alarm, new)
    return len(new)


def unknown(gaps: Sequence[Interval], alarms: Known) -> tuple[Interval, ...]:
    """Gaps that no open alarm is about; one that an alarm's gap has grown into is the same gap."""
    return tuple(gap for gap in gaps if not any(gap.meets(known) for known in alarms.values()))


def over(gaps: Sequence[Interval], alarms: Known) -> tuple[UUID, ...]:
    """Alarms whose gap is filled or has passed."""
    return tuple(id_ for id_, known in alarms.items() if not any(gap.meets(known) for gap in gaps))


def grown(gaps: Sequence[Interval], alarms: Known) -> Mapping[UUID, Interval]:
    """Alarms whose gap reaches further than it did."""
    found = {}
    for id_, known in alarms.items():
        ends = max((gap.end for gap in gaps if gap.meets(known)), default=known.end)
        if ends > known.end:
            found[id_] = Interval(known.start, ends)
    return found


async def _settle(uow: UnitOfWork, alarms: Known, gaps: Sequence[Interval]) -> None:
    for id_ in over(gaps, alarms):
        await uow.update(gap_alarm, {"id": id_}, {"closed_at": uow.now})
    for id_, gap in grown(gaps, alarms).items():
        await uow.update(gap_alarm, {"id": id_}, {"ends_at": gap.end})
