"""The desk's panel on the dashboard."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, any_, bindparam, exists, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from core.api import ENDED, Panel, PanelRequest, PanelRow, Viewer, case_columns, case_file, clock, instant, row_filter
from plugins.enterprise_desk.operations import Operation
from plugins.enterprise_desk.tables import coordination, follow_up, identification
from plugins.enterprise_desk.vocabulary import FEEDBACK_CLOCK, CoordinationState

_OPEN = and_(*(case_file.c.state != state.value for state in sorted(ENDED)))
_OVERDUE_VISIT = (
    follow_up.c.recorded_at.is_(None),
    follow_up.c.dropped_at.is_(None),
    follow_up.c.due_at < bindparam("now", type_=instant("now").type),
)
_FIGURES: tuple[tuple[str, str, ColumnElement[bool]], ...] = (
    ("在办涉企诉求", "Open cases of enterprises", _OPEN),
    (
        "待认定企业",
        "Waiting to be identified",
        _OPEN & ~exists().where(identification.c.case_id == case_file.c.id),
    ),
    (
        "企业反馈逾期",
        "Feedback overdue",
        exists().where(
            clock.c.case_id == case_file.c.id,
            clock.c.kind == FEEDBACK_CLOCK,
            clock.c.stopped_at.is_(None),
            clock.c.breached_at.is_not(None),
        ),
    ),
    (
        "跨部门协调中",
        "Coordinations open",
        exists().where(coordination.c.case_id == case_file.c.id, coordination.c.state == CoordinationState.OPEN.value),
    ),
    ("企业回访逾期", "Visits overdue", exists().where(follow_up.c.case_id == case_file.c.id, *_OVERDUE_VISIT)),
)


async def load(request: PanelRequest) -> Sequence[PanelRow]:
    """Cases of enterprises in these districts that the viewer may count."""
    values = {"districts": list(request.districts), "now": request.viewer.now}
    row = await request.read.fetch_one(_statement(request.viewer), **values)
    assert row is not None
    return [PanelRow(zh, en, row[f"figure_{at}"], "cases") for at, (zh, en, _) in enumerate(_FIGURES)]


def _statement(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    counts: list[ColumnElement[Any]] = [
        func.count().filter(figure).label(f"figure_{at}") for at, (_, _, figure) in enumerate(_FIGURES)
    ]
    return select(*counts).where(
        case_file.c.enterprise,
        case_file.c.gate == any_(bindparam("districts", type_=ARRAY(Text))),
        row_filter(viewer, Operation.STATISTICS_READ, case_columns(case_file)),
    )


PANEL = Panel("enterprises", "涉企服务专席", "Enterprise desk", Operation.STATISTICS_READ, load)
