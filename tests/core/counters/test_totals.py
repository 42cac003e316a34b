"""A list's length from the sums is the length the rows give; where the sums cannot tell, they are not asked."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import ColumnElement, Text, any_, func, literal, literal_column, select
from sqlalchemy.dialects.postgresql import ARRAY

from core.access.columns import ASSIGNMENT_COLUMNS, CASE_COLUMNS
from core.access.operations import Operation
from core.access.predicate import row_condition, row_values
from core.assignments.model import assignment
from core.cases.model import case_file
from core.counters.count import step
from core.counters.totals import total
from core.db.base import within
from core.events.sequence import step as number_events
from core.ratings.model import callback
from tests.core.doctor.day import Day, live
from tests.support.office import Office

NOT_COUNTED: ColumnElement[int] = literal_column("-1")
Where = list[ColumnElement[bool]]
_COLUMNS = {case_file: CASE_COLUMNS, assignment: ASSIGNMENT_COLUMNS}
_READ = {case_file: Operation.CASE_READ, assignment: Operation.ASSIGNMENT_READ}


def below(path: str) -> ColumnElement[bool]:
    return within(case_file.c.district_path, select(literal_column(f"'{path}'")).scalar_subquery())


async def caught_up(office: Office) -> None:
    while await number_events(office.pool):
        pass
    while await step(office.pool, office.services):
        pass


async def by_sums(office: Office, role: str, table: Any, where: Where) -> int:
    viewer = office.viewer(role)
    found = total(viewer, _READ[table], table, where, NOT_COUNTED)
    assert found is not None
    number: int = await office.read.fetch_value(select(found), **row_values(viewer, _READ[table]))
    return number


async def by_rows(office: Office, role: str, table: Any, where: Where) -> int:
    viewer = office.viewer(role)
    rows = select(func.count()).select_from(table).where(row_condition(viewer, _READ[table], _COLUMNS[table]), *where)
    number: int = await office.read.fetch_value(rows, **row_values(viewer, _READ[table]))
    return number


CASES: dict[str, Callable[[], Where]] = {
    "all": list,
    "a state": lambda: [case_file.c.state == "IN_PROGRESS"],
    "a district and states": lambda: [
        below("/370900/370902"),
        case_file.c.state == any_(literal(["RECEIVED", "IN_PROGRESS"], ARRAY(Text))),
    ],
    "a kind": lambda: [case_file.c.kind == "COMPLAINT"],
}
_SCOPED = ["city_lead", "reviewer", "legal_desk", "auditor"]


@pytest.mark.parametrize("role", _SCOPED)
async def test_a_list_by_place_state_and_kind_is_as_long_as_the_sums_say(office: Office, role: str) -> None:
    await live(Day(office))
    await caught_up(office)

    for where in CASES.values():
        assert await by_sums(office, role, case_file, where()) == await by_rows(office, role, case_file, where())
    assert await by_sums(office, role, case_file, []) > 0


async def test_a_units_inbox_is_as_long_as_the_sums_say(office: Office) -> None:
    await live(Day(office))
    await caught_up(office)

    for where in ([], [assignment.c.state == "IN_HANDLING"]):
        found = await by_sums(office, "unit_liaison", assignment, where)
        assert found == await by_rows(office, "unit_liaison", assignment, where)


async def test_until_the_sums_are_filled_rows_are_counted(office: Office) -> None:
    await Day(office).registered()

    assert await by_sums(office, "reviewer", case_file, []) == -1


@pytest.mark.parametrize(
    ("role", "where"),
    [
        ("reviewer", [case_file.c.channel == "PHONE"]),
        ("reviewer", [case_file.c.due_at < func.now()]),
        ("reviewer", [assignment.select().where(assignment.c.case_id == case_file.c.id).exists()]),
        ("county_officer", []),
        ("unit_liaison", []),
        ("outsourced_operator", []),
        ("discipline_inspector", []),
        ("administrator", []),
    ],
    ids=["channel", "due", "unit", "county or its unit", "unit's", "own", "discipline", "nothing"],
)
async def test_what_the_sums_do_not_know_is_not_asked_of_them(office: Office, role: str, where: Where) -> None:
    assert total(office.viewer(role), Operation.CASE_READ, case_file, where, NOT_COUNTED) is None


async def test_other_lists_have_no_sums(office: Office) -> None:
    assert total(office.viewer("reviewer"), Operation.RATING_READ, callback, [], NOT_COUNTED) is None
