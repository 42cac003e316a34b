"""Which outage explains a case, and which cases an outage explains.

A case is explained when it is about the utility's outage categories, lies in one of the notice's areas, and came in while
the notice stood or shortly before. Only a new case is: one without a unit, into which no other is merged, that no notice
explained before, that no life depends on, and whose reporter is not kept confidential.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Interval, Text, any_, bindparam, exists, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import CaseState, Read, Secrecy, Urgency, case_file, category, within
from plugins.utility_queues.tables import outage, outage_area, outage_case
from plugins.utility_queues.vocabulary import NoticeState

BEFORE_DISPATCH = frozenset({CaseState.RECEIVED, CaseState.NEEDS_INFORMATION, CaseState.PENDING_DISPATCH})
"""Where a case has no unit yet; what a unit has begun is not taken from it."""

_asked, _explained, _merged = category.alias("asked"), category.alias("explained"), case_file.alias("merged")
_LEAD = bindparam("lead", type_=Interval())
_NEW = (
    case_file.c.state == any_(literal(sorted(BEFORE_DISPATCH), ARRAY(Text))),
    case_file.c.secrecy < Secrecy.REPORTER_CONFIDENTIAL.level,
    case_file.c.urgency != Urgency.LIFE_DANGER.value,
    ~case_file.c.public_safety,
    ~exists().where(outage_case.c.case_id == case_file.c.id),
    ~exists().where(_merged.c.master_id == case_file.c.id),
)
_EXPLAINED = (
    outage.c.state == NoticeState.PUBLISHED.value,
    outage.c.starts_at <= case_file.c.registered_at + _LEAD,
    exists().where(_explained.c.code == any_(outage.c.categories), within(_asked.c.path, _explained.c.path)),
    exists().where(
        outage_area.c.outage_id == outage.c.id,
        within(case_file.c.district_path, outage_area.c.district_path),
        outage_area.c.grid_code.is_(None) | (outage_area.c.grid_code == case_file.c.grid_code),
    ),
)
_PAIRS = (
    select(outage.c.id.label("outage_id"), case_file.c.id.label("case_id"))
    .select_from(case_file)
    .join(_asked, _asked.c.code == case_file.c.category)
    .join(outage, outage.c.utility == _asked.c.essential_utility)
    .where(*_NEW, *_EXPLAINED)
)
_OF_CASE = (
    _PAIRS.where(case_file.c.id == bindparam("case_id", type_=Uuid(as_uuid=True)))
    .order_by(outage.c.starts_at, outage.c.id)
    .limit(1)
)
_OF_OUTAGE = (
    _PAIRS.where(
        outage.c.id == bindparam("outage_id", type_=Uuid(as_uuid=True)),
        case_file.c.gate == any_(bindparam("gates", type_=ARRAY(Text))),
    )
    .order_by(case_file.c.registered_at, case_file.c.id)
    .limit(bindparam("most"))
)


async def explaining(read: Read, case_id: UUID, lead_minutes: int) -> UUID | None:
    """The notice that explains the case; of several the one that began first."""
    row = await read.fetch_one(_OF_CASE, case_id=case_id, lead=timedelta(minutes=lead_minutes))
    return None if row is None else row["outage_id"]


async def explained(
    read: Read, outage_id: UUID, gates: Sequence[str], *, lead_minutes: int, most: int
) -> Sequence[UUID]:
    """The cases of these districts a notice explains, in the order they came in."""
    lead = timedelta(minutes=lead_minutes)
    rows = await read.fetch(_OF_OUTAGE, outage_id=outage_id, gates=list(gates), lead=lead, most=most)
    return [row["case_id"] for row in rows]
