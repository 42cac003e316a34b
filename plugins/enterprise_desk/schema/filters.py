"""Which enterprises, measures and visits a list shall have."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, Date, Text, and_, func

from plugins.enterprise_desk.tables import enterprise, follow_up, measure
from plugins.enterprise_desk.vocabulary import Size
from schema.api import data, optional

Conditions = Sequence[ColumnElement[bool]]


def _open_to(column: ColumnElement[Sequence[str]]) -> Callable[[ColumnElement[Any]], ColumnElement[bool]]:
    return lambda value: (func.cardinality(column) == 0) | (column.any_() == value)


def _in_force(day: ColumnElement[Any]) -> ColumnElement[bool]:
    ends = measure.c.valid_to.is_(None) | (measure.c.valid_to >= day)
    return and_(measure.c.withdrawn_at.is_(None), measure.c.valid_from <= day, ends)


@strawberry.input(description="Enterprises of the register.\n企业筛选条件")
class EnterpriseFilter:
    """All that is given must hold."""

    industry: str | None = data.demand(
        data.equal(enterprise.c.industry), "Section of GB/T 4754, by its letter.\n行业门类"
    )
    size: Size | None = data.demand(data.equal(enterprise.c.size), "Size.\n企业规模")
    district: str | None = data.demand(data.equal(enterprise.c.district), "Code of exactly this district.\n区划代码")


@strawberry.input(description="Measures for enterprises.\n惠企政策筛选条件")
class EnterpriseMeasureFilter:
    """All that is given must hold."""

    industry: str | None = data.demand(
        data.Condition(type=Text(), holds=_open_to(measure.c.industries)),
        "For this industry, by its letter; those for all too.\n适用行业",
    )
    size: Size | None = data.demand(
        data.Condition(type=Text(), holds=_open_to(measure.c.sizes)), "For this size; those for all too.\n适用规模"
    )
    in_force_on: date | None = data.demand(
        data.Condition(type=Date(), holds=_in_force), "In force on this day, and not withdrawn.\n该日有效"
    )


@strawberry.input(description="Visits to enterprises.\n企业回访筛选条件")
class EnterpriseFollowUpFilter:
    """All that is given must hold."""

    open: bool | None = optional("Still to be made, or not any more.\n是否待回访")
    overdue: bool | None = optional("Overdue now, or not.\n是否逾期")


def of_follow_ups(chosen: EnterpriseFollowUpFilter | None, now: datetime) -> Conditions:
    """The filter as conditions."""
    if chosen is None:
        return ()
    waits = follow_up.c.recorded_at.is_(None) & follow_up.c.dropped_at.is_(None)
    given = ((chosen.open, waits), (chosen.overdue, waits & (follow_up.c.due_at < now)))
    return [condition if wanted else ~condition for wanted, condition in given if wanted is not None]
