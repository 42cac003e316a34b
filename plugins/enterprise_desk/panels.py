"""The desk's panel on the dashboard."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Text, any_, bindparam, exists, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from core.api import (
    ENDED,
    CaseState,
    Panel,
    PanelRequest,
    PanelRow,
    Viewer,
    case_columns,
    case_file,
    clock,
    instant,
    row_filter,
)
from plugins.enterprise_desk.operations import Operation
from plugins.enterprise_desk.tables import coordination, follow_up, identification
from plugins.enterprise_desk.vocabulary import FEEDBACK_CLOCK, CoordinationState

_LIVE: Final = sorted(set(CaseState) - ENDED)

_OF_LIVE_CASES: Final[Mapping[str, ColumnElement[bool]]] = {
    "open": case_file.c.id.is_not(None),
    "unidentified": ~exists().where(identification.c.case_id == case_file.c.id),
    "untold": exists().where(
        clock.c.case_id == case_file.c.id,
        clock.c.kind == FEEDBACK_CLOCK,
        clock.c.stopped_at.is_(None),
        clock.c.breached_at.is_not(None),
    ),
    "conferring": exists().where(
        coordination.c.case_id == case_file.c.id, coordination.c.state == CoordinationState.OPEN.value
    ),
}
_LABELS: Final = {
    "open": ("在办涉企诉求", "Open cases of enterprises"),
    "unidentified": ("待认定企业", "Waiting to be identified"),
    "untold": ("企业反馈逾期", "Feedback overdue"),
    "conferring": ("跨部门协调中", "Coordinations open"),
    "unvisited": ("企业回访逾期", "Visits overdue"),
}


async def load(request: PanelRequest) -> Sequence[PanelRow]:
    """Cases of enterprises in these districts that the viewer may count."""
    read, viewer, districts = request.read, request.viewer, list(request.districts)
    live = await read.fetch_one(_live(viewer), districts=districts, states=_LIVE)
    unvisited = await read.fetch_value(_unvisited(viewer), districts=districts, now=viewer.now)
    assert live is not None
    figures = {**live, "unvisited": unvisited}
    return [PanelRow(zh, en, figures[name], "cases") for name, (zh, en) in _LABELS.items()]


def _live(viewer: Viewer) -> Select[Any]:
    counts: list[ColumnElement[Any]] = [func.count().filter(one).label(name) for name, one in _OF_LIVE_CASES.items()]
    state = bindparam("states", type_=ARRAY(Text))
    rows: Select[Any] = select(*counts).where(case_file.c.enterprise, case_file.c.state == any_(state))
    return rows.where(*_countable(viewer))


def _unvisited(viewer: Viewer) -> Select[Any]:
    return (
        select(func.count())
        .select_from(follow_up.join(case_file, case_file.c.id == follow_up.c.case_id))
        .where(
            follow_up.c.recorded_at.is_(None),
            follow_up.c.dropped_at.is_(None),
            follow_up.c.due_at < bindparam("now", type_=instant("now").type),
            *_countable(viewer),
        )
    )


def _countable(viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
    here = case_file.c.gate == any_(bindparam("districts", type_=ARRAY(Text)))
    return here, row_filter(viewer, Operation.STATISTICS_READ, case_columns(case_file))


PANEL = Panel("enterprises", "涉企服务专席", "Enterprise desk", Operation.STATISTICS_READ, load)
