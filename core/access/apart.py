"""Whom plug-ins treat apart: the accounts for which, of given cases, something else is withheld than for nobody."""

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, and_, any_, bindparam, column, func, literal, or_, select
from sqlalchemy.dialects.postgresql import UUID as Uuid
from sqlalchemy.types import TypeEngine

from core.access import withholding
from core.access.viewer import Viewer
from core.access.withholding import NOBODY, VIEWER, CaseRef, Withholding
from core.cases.model import case_file
from core.db.read import Read
from core.events.model import case_event

_ID = Uuid(as_uuid=True)


async def treated_apart(
    read: Read, viewer: Viewer, accounts: Sequence[UUID], cases: Collection[UUID], events: Collection[UUID]
) -> frozenset[UUID]:
    """Those of the accounts to whom of the cases, and of those of the events, not the same may be told as to the others.

    `viewer` brings the policy and the switches in force.
    """
    found = viewer.matrix.withholding
    if not found or not accounts or not (cases or events):
        return frozenset()
    bound = {name: value for name, value in withholding.values(viewer).items() if name != VIEWER}
    rows = await read.fetch(_apart(found), **bound, accounts=accounts, cases=list(cases), events=list(events))
    return frozenset(row["id"] for row in rows)


@lru_cache(64)
def _apart(found: tuple[Withholding, ...]) -> Select[Any]:
    account = func.unnest(_ids("accounts")).table_valued(column("id", _ID), name="asking").render_derived()
    of_events = select(case_event.c.case_id).where(case_event.c.id == any_(_ids("events")))
    return (
        select(account.c.id)
        .distinct()
        .select_from(account.join(case_file, or_(case_file.c.id == any_(_ids("cases")), case_file.c.id.in_(of_events))))
        .where(_shown(found, account.c.id).is_distinct_from(_shown(found, literal(NOBODY, _ID))))
    )


def _shown(found: tuple[Withholding, ...], who: ColumnElement[UUID]) -> ColumnElement[bool]:
    def bound(name: str, type_: TypeEngine[Any]) -> ColumnElement[Any]:
        return who if name == VIEWER else bindparam(name, type_=type_)

    return and_(*withholding.conditions(found, CaseRef(case_file.c.id, case_file.c.gate), bound))


def _ids(name: str) -> ColumnElement[Any]:
    return bindparam(name, type_=ARRAY(_ID))
