"""How enterprises' cases went, by industry and size."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import CTE, ColumnElement, FromClause, Select, Text, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from core.api import SHANGHAI, ClockKind, Read, Row, Viewer, case_columns, case_file, clock, row_filter, within
from plugins.enterprise_desk.operations import Operation
from plugins.enterprise_desk.tables import follow_up, identification
from plugins.enterprise_desk.vocabulary import FEEDBACK_CLOCK

SHARES = {"contact": ClockKind.FIRST_CONTACT, "feedback": FEEDBACK_CLOCK, "handling": ClockKind.HANDLING}
"""The three promises of "2115", by the clock that keeps them."""


async def by_industry_and_size(
    read: Read, viewer: Viewer, district_path: str, first: date, last: date, switched_on: Sequence[str]
) -> Sequence[Row]:
    """One row for each industry and size with cases registered from `first` to `last`; without both: not identified.

    Counted are the cases the viewer may count, in and below the district, where the desk is on. A clock counts once it is
    settled: met, late, or breached; `<share>_met` of `<share>_of` kept it.
    """
    return await read.fetch(
        _statement(viewer),
        path=district_path,
        since=_midnight(first),
        until=_midnight(last + timedelta(days=1)),
        districts=list(switched_on),
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _statement(viewer: Viewer) -> Select[Any]:
    chosen = _chosen(viewer)
    clocks, visits = _clocks(chosen), _visits(chosen)
    groups = (identification.c.industry, identification.c.size)
    return (
        select(
            *groups,
            func.count().label("cases"),
            func.count(chosen.c.closed_at).label("closed"),
            *(_total(clocks, f"{name}_{what}") for name in SHARES for what in ("met", "of")),
            _total(visits, "visits_made"),
            _total(visits, "visits_of"),
        )
        .select_from(
            chosen.outerjoin(identification, identification.c.case_id == chosen.c.id)
            .outerjoin(clocks, clocks.c.case_id == chosen.c.id)
            .outerjoin(visits, visits.c.case_id == chosen.c.id)
        )
        .group_by(*groups)
        .order_by(*groups)
    )


def _chosen(viewer: Viewer) -> CTE:
    """The cases counted, found first, so that clocks and visits of no others are read."""
    registered = case_file.c.registered_at
    return (
        select(case_file.c.id, case_file.c.closed_at)
        .where(
            case_file.c.enterprise,
            registered >= bindparam("since", type_=registered.type),
            registered < bindparam("until", type_=registered.type),
            case_file.c.gate == any_(bindparam("districts", type_=ARRAY(Text))),
            within(case_file.c.district_path, bindparam("path", type_=Text)),
            row_filter(viewer, Operation.STATISTICS_READ, case_columns(case_file)),
        )
        .cte("chosen")
    )


def _total(of: FromClause, name: str) -> ColumnElement[int]:
    return func.coalesce(func.sum(of.c[name]), 0).label(name)


def _clocks(chosen: CTE) -> FromClause:
    settled = (clock.c.state == "MET") | (clock.c.state == "LATE") | clock.c.breached_at.is_not(None)
    counts = []
    for name, kind in SHARES.items():
        of_kind = clock.c.kind == str(kind)
        counts.append(func.count().filter(of_kind & (clock.c.state == "MET")).label(f"{name}_met"))
        counts.append(func.count().filter(of_kind & settled).label(f"{name}_of"))
    rows = select(clock.c.case_id, *counts).join(chosen, chosen.c.id == clock.c.case_id)
    return rows.group_by(clock.c.case_id).subquery("clocks")


def _visits(chosen: CTE) -> FromClause:
    counts = (
        func.count(follow_up.c.recorded_at).label("visits_made"),
        func.count().filter(follow_up.c.dropped_at.is_(None)).label("visits_of"),
    )
    rows = select(follow_up.c.case_id, *counts).join(chosen, chosen.c.id == follow_up.c.case_id)
    return rows.group_by(follow_up.c.case_id).subquery("visits")
