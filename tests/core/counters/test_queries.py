"""Sums asked with a viewer are what counting the viewer's rows gives, plug-ins' withholding included."""

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import ColumnElement, func, select

from core.access.columns import CASE_COLUMNS
from core.access.matrix import load_matrix
from core.access.operations import Operation
from core.access.predicate import row_filter
from core.access.viewer import Viewer
from core.access.withholding import Withholding
from core.cases.model import case_file
from core.counters.count import step
from core.counters.queries import as_of, sums
from core.counters.sorts import CASES, Sorts
from core.events.sequence import step as number_events
from tests.core.doctor.day import Day, live
from tests.support.office import Office


async def caught_up(office: Office) -> None:
    while await number_events(office.pool):
        pass
    while await step(office.pool, office.services):
        pass


async def by_rows(office: Office, viewer: Viewer) -> dict[tuple[str, str], int]:
    rows = await office.read.fetch(
        select(case_file.c.district_path, case_file.c.state, func.count().label("n"))
        .where(row_filter(viewer, Operation.CASE_READ, CASE_COLUMNS), case_file.c.secrecy < 3)
        .group_by(case_file.c.district_path, case_file.c.state)
    )
    return {(row["district_path"].rsplit("/", 1)[-1], row["state"]): row["n"] for row in rows}


async def by_sums(office: Office, viewer: Viewer) -> dict[tuple[str, str], int]:
    return {(one["code"], one["state"]): one["n"] for one in await sums(office.read, viewer, Sorts(CASES))}


@pytest.mark.parametrize("role", ["city_lead", "reviewer", "legal_desk", "auditor", "operator", "supervisor"])
async def test_sums_are_what_the_rows_give(office: Office, role: str) -> None:
    await live(Day(office))
    await caught_up(office)
    viewer = office.viewer(role)

    found = await by_sums(office, viewer)

    assert found == await by_rows(office, viewer)
    assert found


async def test_a_case_withheld_from_the_viewer_is_not_in_the_sums(office: Office) -> None:
    day = Day(office)
    hidden, _ = await day.registered(), await day.registered()
    await caught_up(office)

    def not_this(case_id: ColumnElement[UUID], _viewer: ColumnElement[UUID]) -> ColumnElement[bool]:
        return case_id != hidden

    class Everywhere:
        def switched(self, _plugin: str) -> tuple[str, ...]:
            return ("370902",)

    matrix = load_matrix(switches=Everywhere(), withholding=(Withholding("tiny", not_this),))  # type: ignore[arg-type]
    viewer = office.viewer("reviewer")
    kept_from = replace(viewer, matrix=matrix)

    assert await by_sums(office, viewer) == {("370902", "RECEIVED"): 2}
    assert await by_sums(office, kept_from) == {("370902", "RECEIVED"): 1}
    assert await by_rows(office, kept_from) == {("370902", "RECEIVED"): 1}


async def test_as_of_is_the_present_once_all_is_counted(office: Office) -> None:
    assert await as_of(office.read, office.clock.now()) is None
    await Day(office).registered()
    await caught_up(office)

    assert await as_of(office.read, office.clock.now()) is not None
