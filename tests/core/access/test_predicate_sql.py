"""The predicate in Python and in SQL are one: compared on generated viewers and rows in PostgreSQL."""

import os
import random
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import ColumnElement, Select, Text, bindparam, select

from core.access.columns import ASSIGNMENT_COLUMNS, CASE_COLUMNS, case_columns, columns_through_case
from core.access.matrix import Cell, Matrix, Reach, load_matrix
from core.access.policy import Scope
from core.access.predicate import ScopeColumns, Target, allows, row_condition, row_filter, row_values
from core.access.viewer import SYSTEM, Grant, Viewer
from core.assignments.model import assignment
from core.cases.model import case_file, information_request
from core.db.connection import open_pool
from core.db.read import Read
from core.ids import new_id
from tests.core.access import people
from tests.core.access.people import NOW, OPERATION, CaseRow
from tests.core.access.rows import insert_cases

DECISIONS = 2_000_000 if os.environ.get("HOTLINE_TEST_LONG") else 200_000
REQUEST_COLUMNS = columns_through_case(information_request.c.case_id)
FORMS = (
    (case_file.c.id, CASE_COLUMNS),
    (assignment.c.id, ASSIGNMENT_COLUMNS),
    (information_request.c.id, REQUEST_COLUMNS),
)


@pytest.fixture
async def pool(clean_database: str) -> AsyncIterator[Any]:
    pool = await open_pool(clean_database, size=1)
    yield pool
    await pool.close()


def in_python(viewer: Viewer, operation: str, cases: list[CaseRow]) -> tuple[set[UUID], set[UUID], set[UUID]]:
    seen, parts = set(), set()
    for case in cases:
        of_case = Target(
            case.district_path, tuple(case.assignments.values()), case.owner, case.secrecy, case.respondent
        )
        seen |= {case.id} if allows(viewer, operation, of_case) else set()
        for part, path in case.assignments.items():
            of_assignment = Target(case.district_path, (path,), case.owner, case.secrecy, case.respondent)
            parts |= {part} if allows(viewer, operation, of_assignment) else set()
    return seen, parts, seen


async def in_sql(read: Read, viewer: Viewer, operation: str) -> tuple[set[UUID], ...]:
    return tuple([await ids(read, select(key).where(row_filter(viewer, operation, columns))) for key, columns in FORMS])


async def ids(read: Read, statement: Select[Any], **values: object) -> set[UUID]:
    return {row["id"] for row in await read.fetch(statement, **values)}


async def test_python_and_sql_decide_alike(pool: Any) -> None:
    rnd = random.Random(12345)
    owners = [new_id() for _ in range(12)]
    cases = people.cases(rnd, 400, owners)
    await insert_cases(pool, owners, cases)
    per_viewer = sum(2 + len(case.assignments) for case in cases)
    shipped, decisions, opened = load_matrix(), 0, 0

    while decisions < DECISIONS:
        matrix = shipped if rnd.random() < 0.3 else people.arbitrary_matrix(rnd)
        viewer = people.viewer(rnd, matrix, owners)
        expected = in_python(viewer, OPERATION, cases)
        assert await in_sql(Read(pool), viewer, OPERATION) == expected, viewer.grants
        decisions, opened = decisions + per_viewer, opened + sum(map(len, expected))

    assert 0.1 < opened / decisions < 0.9


ME, OTHER, NOBODY = UUID(int=7), UUID(int=8), UUID(int=9)
CASES = [
    CaseRow(new_id(), "/370900/370902", ME, 0, {new_id(): "/ta/c1"}),
    CaseRow(new_id(), "/370900/3709020", OTHER, 0, {new_id(): "/ta/c10", new_id(): "/ta/c1/t1"}),
    CaseRow(new_id(), "/370900/370902/1", ME, 2, {new_id(): "/ta/c1_", new_id(): "/ta/c1%"}),
]
FIRST, SECOND, THIRD = CASES


def holding(reaches: tuple[Reach, ...], *, clearance: int = 3, unit: str = "/ta/c1", id: UUID = NOBODY) -> Viewer:
    matrix = Matrix("one", frozenset({"only"}), {("only", OPERATION): Cell(reaches)})
    return Viewer(id, "local:x", (Grant("only", unit, "/370900/370902", clearance, NOW, None),), matrix, NOW)


@pytest.mark.parametrize(
    ("viewer", "seen"),
    [
        (holding((Reach(Scope.UNIT, 3),)), [FIRST, SECOND]),
        (holding((Reach(Scope.UNIT, 3),), unit="/ta/c1_"), [THIRD]),
        (holding((Reach(Scope.UNIT, 3),), unit="/ta/c%"), []),
        (holding((Reach(Scope.DISTRICT, 3),)), [FIRST, THIRD]),
        (holding((Reach(Scope.DISTRICT, 3),), clearance=1), [FIRST]),
        (holding((Reach(Scope.DISTRICT, 1),)), [FIRST]),
        (holding((Reach(Scope.OWN, 3),), id=ME), [FIRST, THIRD]),
        (holding((Reach(Scope.OWN, 2), Reach(Scope.ALL, 0)), id=ME), [FIRST, SECOND, THIRD]),
        (holding((Reach(Scope.ALL, 1),)), [FIRST, SECOND]),
        (holding((Reach(Scope.ALL, 1), Reach(Scope.DISTRICT, 2))), [FIRST, SECOND, THIRD]),
        (SYSTEM, [FIRST, SECOND, THIRD]),
    ],
)
async def test_each_scope_reaches_its_rows(viewer: Viewer, seen: list[CaseRow], pool: Any) -> None:
    await insert_cases(pool, [ME, OTHER], CASES)

    expected = {case.id for case in seen}
    assert in_python(viewer, OPERATION, CASES)[0] == expected
    assert (await in_sql(Read(pool), viewer, OPERATION))[0] == expected


async def test_a_case_handled_twice_by_a_unit_is_seen_once(pool: Any) -> None:
    twice = CaseRow(new_id(), "/370900", ME, 0, {new_id(): "/ta/c1", new_id(): "/ta/c1"})
    await insert_cases(pool, [ME], [twice])
    statement = select(case_file.c.id).where(row_filter(holding((Reach(Scope.UNIT, 0),)), OPERATION, CASE_COLUMNS))

    assert [row["id"] for row in await Read(pool).fetch(statement)] == [twice.id]


async def test_the_filters_stand_beside_joins_of_the_same_tables(pool: Any) -> None:
    await insert_cases(pool, [ME, OTHER], CASES)
    viewer = holding((Reach(Scope.UNIT, 3),))
    joined = (
        select(assignment.c.id)
        .join(case_file, case_file.c.id == assignment.c.case_id)
        .where(row_filter(viewer, OPERATION, CASE_COLUMNS), row_filter(viewer, OPERATION, ASSIGNMENT_COLUMNS))
    )

    assert await ids(Read(pool), joined) == in_python(viewer, OPERATION, CASES)[1]


async def test_an_aliased_case_has_columns_of_its_own(pool: Any) -> None:
    await insert_cases(pool, [ME, OTHER], CASES)
    viewer, other = holding((Reach(Scope.UNIT, 3),)), case_file.alias()
    statement = select(other.c.id).where(row_filter(viewer, OPERATION, case_columns(other)))

    assert await ids(Read(pool), statement) == {FIRST.id, SECOND.id}


async def test_two_operations_in_one_statement_keep_their_values_apart(pool: Any) -> None:
    await insert_cases(pool, [ME, OTHER], CASES)
    cells = {
        ("wide", "case.read"): Cell((Reach(Scope.ALL, 3),)),
        ("wide", "case.content"): Cell((Reach(Scope.ALL, 1),)),
    }
    wide = Grant("wide", "/ta", "/370900", 3, NOW, None)
    viewer = Viewer(NOBODY, "local:x", (wide,), Matrix("two", frozenset({"wide"}), cells), NOW)

    def may(operation: str) -> ColumnElement[bool]:
        return row_filter(viewer, operation, CASE_COLUMNS)

    statement = select(case_file.c.id, may("case.content").label("content")).where(may("case.read"))

    assert {row["id"]: row["content"] for row in await Read(pool).fetch(statement)} == {
        FIRST.id: True,
        SECOND.id: True,
        THIRD.id: False,
    }


async def test_one_kept_statement_serves_every_viewer_of_a_shape_with_their_own_values(pool: Any) -> None:
    await insert_cases(pool, [ME, OTHER], CASES)
    one = holding((Reach(Scope.UNIT, 3), Reach(Scope.OWN, 3)), unit="/ta/c10")
    other = holding((Reach(Scope.UNIT, 3), Reach(Scope.OWN, 3)), unit="/ta/c1_", clearance=1, id=ME)
    kept = select(case_file.c.id).where(row_condition(one, OPERATION, CASE_COLUMNS))

    assert one.shape == other.shape
    assert await ids(Read(pool), kept, **row_values(one, OPERATION)) == {SECOND.id}
    assert await ids(Read(pool), kept, **row_values(other, OPERATION)) == {FIRST.id}
    with pytest.raises(KeyError, match="may-case~read-0-unit-clearance"):
        await ids(Read(pool), kept)


async def test_a_viewer_without_an_opening_gets_no_row(pool: Any) -> None:
    await insert_cases(pool, [ME, OTHER], CASES)
    viewer = holding((Reach(Scope.ALL, 3),))

    assert await in_sql(Read(pool), viewer, "clock.read") == (set(), set(), set())


async def test_a_row_that_belongs_to_a_unit_itself_names_its_own_path(pool: Any) -> None:
    await insert_cases(pool, [ME, OTHER], CASES)
    path = bindparam("path", type_=Text())
    at: ScopeColumns = columns_through_case(information_request.c.case_id, lambda root: path == root)
    statement = select(information_request.c.id).where(row_filter(holding((Reach(Scope.UNIT, 0),)), OPERATION, at))

    assert await ids(Read(pool), statement, path="/ta/c1") == {FIRST.id, SECOND.id}
    assert await ids(Read(pool), statement, path="/ta/c2") == set()


ACCUSED = CaseRow(new_id(), "/370900/370902", ME, 2, {new_id(): "/ta/c1"}, respondent="/ta/c1")


@pytest.mark.parametrize(
    ("unit", "sees"),
    [
        ("/ta/c1", False),
        ("/ta/c1/t1", False),
        ("/ta", True),
        ("/ta/c10", True),
        ("/ta/c1_", True),
        ("/tb/c1", True),
        ("", True),
    ],
)
async def test_the_accused_unit_and_those_below_it_reach_nothing_whatever_they_hold(
    unit: str, sees: bool, pool: Any
) -> None:
    await insert_cases(pool, [ME, OTHER], [ACCUSED])
    every = tuple(Reach(scope, 3) for scope in sorted(Scope))
    viewer = holding(every, unit=unit, id=ME)

    assert in_python(viewer, OPERATION, [ACCUSED])[0] == ({ACCUSED.id} if sees else set())
    assert [bool(found) for found in await in_sql(Read(pool), viewer, OPERATION)] == [sees] * 3


async def test_a_grant_elsewhere_does_not_open_what_accuses_ones_own_unit(pool: Any) -> None:
    await insert_cases(pool, [ME, OTHER], [ACCUSED])
    alone = holding((Reach(Scope.ALL, 3),), unit="/tb")
    both = replace(alone, grants=(*alone.grants, Grant("nothing", "/ta/c1/t1", "/370900", 0, NOW, None)))
    over = replace(both, grants=(alone.grants[0], replace(both.grants[1], valid_to=NOW)))

    assert [len(found) for found in await in_sql(Read(pool), alone, OPERATION)] == [1, 1, 1]
    assert [len(found) for found in await in_sql(Read(pool), both, OPERATION)] == [0, 0, 0]
    assert [len(found) for found in await in_sql(Read(pool), over, OPERATION)] == [1, 1, 1]
