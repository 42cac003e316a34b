"""The utilities' figures on the dashboard."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Float, Text, any_, bindparam, cast, exists, extract, func, literal, select

from core.api import (
    ClockKind,
    Panel,
    PanelRequest,
    PanelRow,
    assignment,
    case_columns,
    case_file,
    category,
    clock,
    row_filter,
    unit,
)
from plugins.utility_queues.companies import IS_COMPANY
from plugins.utility_queues.operations import Operation
from plugins.utility_queues.tables import escalation, outage, ticket
from plugins.utility_queues.vocabulary import EscalationStep, NoticeState, TicketState

RECENT = timedelta(days=30)
_KINDS = [ClockKind.ACCEPTANCE.value, ClockKind.HANDLING.value]


async def load(request: PanelRequest) -> Sequence[PanelRow]:
    """Only what this viewer may see is counted."""
    return [
        await _breaches(request),
        *await _tickets(request),
        await _outages(request),
    ]


async def _breaches(request: PanelRequest) -> PanelRow:
    ended = func.count().filter(clock.c.breached_at.is_not(None) | (clock.c.state == "MET"))
    share = 100.0 * func.count().filter(clock.c.breached_at.is_not(None)) / func.nullif(ended, 0)
    statement = (
        select(func.coalesce(cast(share, Float), 0.0))
        .select_from(clock)
        .join(assignment, assignment.c.id == clock.c.assignment_id)
        .join(unit, unit.c.id == assignment.c.unit_id)
        .join(case_file, case_file.c.id == clock.c.case_id)
        .join(category, category.c.code == case_file.c.category)
        .where(
            IS_COMPANY,
            category.c.essential_utility.is_not(None),
            clock.c.kind == any_(literal(_KINDS, ARRAY(Text))),
            clock.c.started_at >= request.viewer.now - RECENT,
            *_seen(request),
        )
    )
    return _row("近 30 天超期率", "Breaches in 30 days", await request.read.fetch_value(statement), "percent")


async def _tickets(request: PanelRequest) -> Sequence[PanelRow]:
    since = request.viewer.now - RECENT
    recent = ticket.c.made_at >= since
    waited = extract("epoch", ticket.c.first_claimed_at - ticket.c.made_at) / 60
    figures = {
        "unclaimed": func.count().filter(
            ticket.c.state == TicketState.READY.value,
            ticket.c.lease_until.is_(None) | (ticket.c.lease_until <= request.viewer.now),
        ),
        "in_hand": func.count().filter(ticket.c.state == TicketState.ACKNOWLEDGED.value),
        "claimed": func.count().filter(recent, ticket.c.first_claimed_at.is_not(None)),
        "minutes": func.coalesce(cast(func.avg(waited).filter(recent), Float), 0.0),
        "next": func.count().filter(recent, _taken_to(EscalationStep.NEXT_ON_DUTY)),
        "hotline": func.count().filter(recent, _taken_to(EscalationStep.HOTLINE)),
    }
    row = await request.read.fetch_one(
        select(*(figure.label(name) for name, figure in figures.items()))
        .select_from(ticket)
        .join(case_file, case_file.c.id == ticket.c.case_id)
        .where(*_seen(request))
    )
    assert row is not None, "an aggregate without groups has one row"
    return [_row(zh, en, row[name], unit) for name, zh, en, unit in _ROWS]


_ROWS = (
    ("unclaimed", "待领取", "Unclaimed", "tickets"),
    ("in_hand", "办理中", "In hand", "tickets"),
    ("claimed", "近 30 天领取", "Claimed in 30 days", "tickets"),
    ("minutes", "近 30 天平均领取用时", "Until the first claim in 30 days", "minutes"),
    ("next", "近 30 天升级至下一值班人员", "Taken to the next on duty in 30 days", "tickets"),
    ("hotline", "近 30 天升级至热线", "Taken to the hotline in 30 days", "tickets"),
)


async def _outages(request: PanelRequest) -> PanelRow:
    statement = select(func.count()).where(
        outage.c.state == NoticeState.PUBLISHED.value, outage.c.gate == any_(_districts(request))
    )
    return _row("未结束停供通知", "Outage notices that stand", await request.read.fetch_value(statement), "notices")


def _seen(request: PanelRequest) -> Sequence[ColumnElement[bool]]:
    columns = case_columns(case_file)
    operations = ("case.read", Operation.TICKET_READ.value)
    return [
        case_file.c.gate == any_(_districts(request)),
        *(row_filter(request.viewer, one, columns) for one in operations),
    ]


def _districts(request: PanelRequest) -> ColumnElement[Any]:
    return bindparam("districts", list(request.districts), ARRAY(Text))


def _taken_to(step: EscalationStep) -> ColumnElement[bool]:
    return exists().where(escalation.c.ticket_id == ticket.c.id, escalation.c.step == step.value)


def _row(zh: str, en: str, value: float, unit: str) -> PanelRow:
    return PanelRow(zh, en, round(float(value), 1), unit)


PANELS = (Panel("queues", "公用事业", "Utilities", Operation.PANEL_READ.value, load),)
