"""The desk's figures on the dashboard."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ARRAY, Text, any_, bindparam, func, literal, select

from core.api import Panel, PanelRequest, PanelRow, case_columns, case_file, clock, row_filter
from plugins.legal_desk.operations import PANEL_READ, READ
from plugins.legal_desk.states import ConsultationState as S
from plugins.legal_desk.tables import consultation

RECENT = timedelta(days=30)
_ROWS = (
    ("waiting", "待接", "Waiting"),
    ("assigned", "办理中", "With a lawyer"),
    ("late", "已超期", "Overdue"),
    ("closed", "近 30 天办结", "Closed in 30 days"),
    ("returned", "近 30 天退回", "Returned in 30 days"),
    ("in_time", "近 30 天按时办结", "Closed in time in 30 days"),
)


async def load(request: PanelRequest) -> Sequence[PanelRow]:
    """Only what this viewer may see is counted."""
    state, since = consultation.c.state, request.viewer.now - RECENT
    recent = consultation.c.ended_at >= since
    figures = {
        "waiting": state == S.WAITING.value,
        "assigned": state == S.ASSIGNED.value,
        "late": consultation.c.ended_at.is_(None) & clock.c.breached_at.is_not(None),
        "closed": (state == S.CLOSED.value) & recent,
        "returned": (state == S.RETURNED.value) & recent,
        "in_time": (state == S.CLOSED.value) & recent & (clock.c.state == literal("MET")),
    }
    places = bindparam("districts", list(request.districts), ARRAY(Text))
    seen = [row_filter(request.viewer, operation, case_columns(case_file)) for operation in ("case.read", READ)]
    row = await request.read.fetch_one(
        select(*(func.count().filter(condition).label(name) for name, condition in figures.items()))
        .select_from(consultation)
        .join(case_file, case_file.c.id == consultation.c.case_id)
        .join(clock, clock.c.id == consultation.c.clock_id)
        .where(case_file.c.gate == any_(places), *seen)
    )
    assert row is not None, "an aggregate without groups has one row"
    return [PanelRow(zh, en, float(row[name]), "consultations") for name, zh, en in _ROWS]


PANELS = (Panel("desk", "法律服务专席", "Legal desk", PANEL_READ, load),)
