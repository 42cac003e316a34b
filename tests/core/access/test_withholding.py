"""What plug-ins keep back: the same cases in lists and one by one, where they are on, and from nobody else."""

import random
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import ColumnElement, Select, column, exists, select

from core.access.columns import ASSIGNMENT_COLUMNS, CASE_COLUMNS, case_columns, columns_of_part, columns_through_case
from core.access.matrix import Cell, Matrix, Reach
from core.access.policy import Scope
from core.access.predicate import Target, allows, row_condition, row_filter, row_values
from core.access.viewer import SYSTEM, Grant, Viewer
from core.access.withholding import Condition, Withholding, tried, withheld
from core.assignments.model import assignment
from core.cases.model import case_file, information_request
from core.db.connection import open_pool
from core.db.read import Read
from core.districts.switches import Switches
from core.ids import new_id
from tests.core.access import people
from tests.core.access.people import GATES, NOW, OPERATION, CaseRow
from tests.core.access.rows import insert, insert_cases

ME, STRANGER = UUID(int=7), UUID(int=8)
OTHER = case_file.alias()
FORMS = (
    (case_file.c.id, CASE_COLUMNS),
    (OTHER.c.id, case_columns(OTHER)),
    (assignment.c.case_id.label("id"), ASSIGNMENT_COLUMNS),
    (assignment.c.case_id.label("id"), columns_of_part(assignment.c.case_id, assignment.c.id)),
    (information_request.c.case_id.label("id"), columns_through_case(information_request.c.case_id)),
)


def unless_asked(case_id: ColumnElement[UUID], viewer_id: ColumnElement[UUID]) -> ColumnElement[bool]:
    """Who asked for information on a case knows no more of it."""
    asked = information_request.alias()
    return ~exists(
        select(asked.c.id).where(asked.c.case_id == case_id, asked.c.by == viewer_id).correlate_except(asked)
    )


def unless_registered(case_id: ColumnElement[UUID], viewer_id: ColumnElement[UUID]) -> ColumnElement[bool]:
    of = case_file.alias()
    own = select(of.c.id).where(of.c.id == case_id, of.c.registered_by == viewer_id)
    return ~exists(own.correlate_except(of))


def refused_by_the_database(_case: ColumnElement[UUID], _viewer: ColumnElement[UUID]) -> ColumnElement[bool]:
    absent: ColumnElement[bool] = column("no_such_column")
    return absent


def nothing_to_say(_case: ColumnElement[UUID], _viewer: ColumnElement[UUID]) -> None:
    return None


def seeing_all(switches: Switches, *conditions: Condition, id: UUID = ME) -> Viewer:
    """Whoever may read every case, by a policy beside which these plug-ins `a`, `b`, … keep cases back."""
    kept = tuple(Withholding(name, one) for name, one in zip("abc", conditions, strict=False))
    cells = {("wide", OPERATION): Cell((Reach(Scope.ALL, 3),))}
    matrix = Matrix("wide", frozenset({"wide"}), cells, switches, kept)
    return Viewer(id, "local:x", (Grant("wide", "/ta", "/370900", 3, NOW, None),), matrix, NOW)


def on(**districts: set[str]) -> Switches:
    switches = Switches()
    switches.replace(districts)
    return switches


async def listed(read: Read, viewer: Viewer) -> list[set[UUID]]:
    """The cases that each form of rows tells of."""
    statements = [select(key).where(row_filter(viewer, OPERATION, columns)) for key, columns in FORMS]
    return [await ids(read, statement) for statement in statements]


async def ids(read: Read, statement: Select[Any], **values: object) -> set[UUID]:
    return {row["id"] for row in await read.fetch(statement, **values)}


async def looked_up(read: Read, viewer: Viewer, cases: list[CaseRow]) -> set[UUID]:
    """The cases that are told of one by one."""
    return {
        case.id
        for case in cases
        if allows(viewer, OPERATION, _target(case)) and not await withheld(read, viewer, case.id, case.gate)
    }


def _target(case: CaseRow) -> Target:
    return Target(case.district_path, tuple(case.assignments.values()), case.owner, case.secrecy, case.respondent)


@pytest.fixture
async def pool(clean_database: str) -> AsyncIterator[Any]:
    pool = await open_pool(clean_database, size=1)
    yield pool
    await pool.close()


async def test_lists_and_look_ups_keep_back_the_same_cases(pool: Any) -> None:
    rnd, read = random.Random(18), Read(pool)
    owners = [new_id() for _ in range(6)]
    cases = [
        replace(one, assignments=one.assignments or {new_id(): "/ta/c1"}) for one in people.cases(rnd, 120, owners)
    ]
    await insert_cases(pool, owners, cases)
    asked = [{"id": new_id(), "case_id": case.id, "by": rnd.choice(owners)} for case in cases for _ in range(2)]
    await insert(pool, information_request, asked)
    kept_back = 0

    for _ in range(150):
        chosen = rnd.choice([(unless_asked,), (unless_registered,), (unless_asked, unless_registered)])
        switches = on(a=set(rnd.sample(GATES, rnd.randrange(4))), b=set(rnd.sample(GATES, rnd.randrange(4))))
        free = people.viewer(rnd, people.arbitrary_matrix(rnd), owners)
        keeping = replace(free.matrix, switches=switches, withholding=seeing_all(switches, *chosen).matrix.withholding)
        viewer = replace(free, matrix=keeping)
        seen = await looked_up(read, viewer, cases)
        assert (await listed(read, viewer))[:2] == [seen, seen]
        assert (await listed(read, viewer))[4] == seen
        kept_back += len(await looked_up(read, free, cases)) - len(seen)

    assert kept_back > 500


CASES = [CaseRow(new_id(), "/370900/370902", ME, 0, {new_id(): "/ta/c1"}, gate) for gate in ("370902", "370983")]
HERE, THERE = (case.id for case in CASES)


@pytest.fixture
async def read(pool: Any) -> Read:
    """Two cases of the same registrar, in two districts; ME has asked for information on both."""
    await insert_cases(pool, [ME], CASES)
    await insert(pool, information_request, [{"id": new_id(), "case_id": case.id, "by": ME} for case in CASES])
    return Read(pool)


@pytest.mark.parametrize(
    ("viewer", "seen"),
    [
        (seeing_all(on(a={"370902"}), unless_asked), {THERE}),
        (seeing_all(on(a={"370902"}), unless_asked, id=STRANGER), {HERE, THERE}),
        (seeing_all(on(a=set()), unless_asked), {HERE, THERE}),
        (seeing_all(on(a={"370902"}, b={"370983"}), unless_asked, unless_registered), set()),
        (seeing_all(on(a={"370902"}), nothing_to_say), {HERE, THERE}),
        (SYSTEM, {HERE, THERE}),
    ],
)
async def test_only_where_the_plug_in_is_on_and_from_whom_it_means(viewer: Viewer, seen: set[UUID], read: Read) -> None:
    assert await listed(read, viewer) == [seen] * len(FORMS)
    assert await looked_up(read, viewer, CASES) == seen


async def test_what_is_hidden_stays_hidden_while_the_process_has_suspended_the_plug_in(read: Read) -> None:
    switches = on(a={"370902"})
    switches.suspend("a")
    viewer = seeing_all(switches, unless_asked)

    assert await listed(read, viewer) == [{THERE}] * len(FORMS)
    assert await looked_up(read, viewer, CASES) == {THERE}


async def test_a_kept_statement_follows_the_switches(read: Read) -> None:
    switches = on(a={"370902"})
    viewer = seeing_all(switches, unless_asked)
    kept = select(case_file.c.id).where(row_condition(viewer, OPERATION, CASE_COLUMNS))
    assert await ids(read, kept, **row_values(viewer, OPERATION)) == {THERE}

    switches.replace({"a": {"370983"}})

    assert await ids(read, kept, **row_values(viewer, OPERATION)) == {HERE}


def test_viewers_of_whom_different_plug_ins_keep_cases_back_share_no_statement() -> None:
    one, other = seeing_all(on(), unless_asked), seeing_all(on(), unless_registered)

    assert one.shape == seeing_all(on(a={"370902"}), unless_asked, id=STRANGER).shape
    assert len({one.shape, other.shape, seeing_all(on()).shape}) == 3


async def test_a_condition_the_database_refuses_hides_instead_of_breaking_every_list(read: Read) -> None:
    broken = await tried(read, Withholding("a", refused_by_the_database))
    sound = Withholding("a", unless_asked)
    viewer = seeing_all(on(a={"370902"}), broken.condition, id=STRANGER)

    assert await tried(read, sound) == sound
    assert await listed(read, viewer) == [{THERE}] * len(FORMS)
