"""The statements of the log's tail."""

from sqlalchemy import BigInteger, Integer, bindparam, func, literal_column, select

from core.assignments.model import assignment
from core.cases.model import case_file
from core.events.model import case_event, event_log, log_anchor, sequencer

_POS = bindparam("pos", type_=BigInteger())
_parts = assignment.alias("parts")
_UNITS = select(_parts.c.unit_path).where(_parts.c.case_id == case_file.c.id).order_by(_parts.c.id).scalar_subquery()

HEAD = select(sequencer.c.last_pos).where(sequencer.c.name == literal_column("'main'"))
AFTER = (
    select(
        event_log.c.pos,
        event_log.c.chain.label("link"),
        *case_event.c,
        case_file.c.gate,
        case_file.c.district,
        case_file.c.district_path,
        case_file.c.kind,
        case_file.c.state,
        case_file.c.secrecy.label("case_secrecy"),
        case_file.c.registered_by,
        case_file.c.respondent_path,
        func.array(_UNITS).label("unit_paths"),
        assignment.c.unit_path.label("part_path"),
    )
    .outerjoin(case_event, case_event.c.id == event_log.c.event_id)
    .outerjoin(case_file, case_file.c.id == case_event.c.case_id)
    .outerjoin(assignment, assignment.c.id == case_event.c.assignment_id)
    .where(event_log.c.pos >= _POS)
    .order_by(event_log.c.pos)
    .limit(bindparam("limit", type_=Integer()))
)
"""The event at `pos` and those after it; what tells only that somebody saw something has a place and nothing else."""
PLACE = select(
    func.coalesce(
        select(event_log.c.chain).where(event_log.c.pos == _POS).scalar_subquery(),
        select(log_anchor.c.chain).where(log_anchor.c.pos == _POS).scalar_subquery(),
    ).label("chain")
)
