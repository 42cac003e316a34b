"""Which enterprises, measures and visits a list shall have."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

import strawberry
from sqlalchemy import ColumnElement, func

from plugins.enterprise_desk.tables import enterprise, follow_up, measure
from plugins.enterprise_desk.vocabulary import Size
from schema.api import optional

Conditions = Sequence[ColumnElement[bool]]


@strawberry.input(description="Enterprises of the register.\n企业筛选条件")
class EnterpriseFilter:
    """All that is given must hold."""

    industry: str | None = optional("Section of GB/T 4754, by its letter.\n行业门类")
    size: Size | None = optional("Size.\n企业规模")
    district: str | None = optional("Code of exactly this district.\n区划代码")


@strawberry.input(description="Measures for enterprises.\n惠企政策筛选条件")
class EnterpriseMeasureFilter:
    """All that is given must hold."""

    industry: str | None = optional("For this industry, by its letter; those for all too.\n适用行业")
    size: Size | None = optional("For this size; those for all too.\n适用规模")
    in_force_on: date | None = optional("In force on this day, and not withdrawn.\n该日有效")


@strawberry.input(description="Visits to enterprises.\n企业回访筛选条件")
class EnterpriseFollowUpFilter:
    """All that is given must hold."""

    open: bool | None = optional("Still to be made, or not any more.\n是否待回访")
    overdue: bool | None = optional("Overdue now, or not.\n是否逾期")


def of_enterprises(chosen: EnterpriseFilter | None) -> Conditions:
    """The filter as conditions."""
    if chosen is None:
        return ()
    given = {"industry": chosen.industry, "size": chosen.size, "district": chosen.district}
    return [enterprise.c[name] == value for name, value in given.items() if value is not None]


def of_measures(chosen: EnterpriseMeasureFilter | None) -> Conditions:
    """The filter as conditions."""
    return () if chosen is None else list(_of_measures(chosen))


def _of_measures(chosen: EnterpriseMeasureFilter) -> Iterator[ColumnElement[bool]]:
    if chosen.industry is not None:
        yield _open_to(measure.c.industries, chosen.industry)
    if chosen.size is not None:
        yield _open_to(measure.c.sizes, chosen.size.value)
    if chosen.in_force_on is not None:
        yield measure.c.withdrawn_at.is_(None)
        yield measure.c.valid_from <= chosen.in_force_on
        yield measure.c.valid_to.is_(None) | (measure.c.valid_to >= chosen.in_force_on)


def _open_to(column: ColumnElement[Sequence[str]], value: str) -> ColumnElement[bool]:
    return (func.cardinality(column) == 0) | (column.any_() == value)


def of_follow_ups(chosen: EnterpriseFollowUpFilter | None, now: datetime) -> Conditions:
    """The filter as conditions."""
    if chosen is None:
        return ()
    waits = follow_up.c.recorded_at.is_(None) & follow_up.c.dropped_at.is_(None)
    given = ((chosen.open, waits), (chosen.overdue, waits & (follow_up.c.due_at < now)))
    return [condition if wanted else ~condition for wanted, condition in given if wanted is not None]
