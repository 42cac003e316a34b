"""Every declared shape of a list is read by its index, in its order, from a table that is large."""

import re
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Column, ColumnElement, Table, exists, literal, not_, select

from core.access import operations
from core.access.columns import ASSIGNMENT_COLUMNS, CASE_COLUMNS
from core.access.predicate import row_filter
from core.access.withholding import Withholding
from core.assignments.model import assignment
from core.cases.model import case_file, merge
from core.cases.states import AssignmentState
from core.counters.queries import statement
from core.counters.sorts import ASSIGNMENTS, CASES, Sorts
from core.counters.totals import total
from core.db.statement import prepare
from schema.assignments.filters import AssignmentFilter
from schema.data.types import declared_as
from schema.gate.gate import Gate
from schema.plan.operation import Operation, Plans
from schema.relay.cursors import CursorBox
from schema.relay.ids import encode
from schema.relay.keyset import ordering
from schema.relay.pages import binding, windowed
from schema.relay.windows import Order, Window
from schema.shapes import SHAPES, Shape
from tests.core.doctor.day import Day
from tests.schema.conftest import SIGNING_KEY, Api
from tests.support.office import Office

ROWS = 10_000
PAGE = Window(5, None, None, backward=False)
_SCOPES = {
    case_file: (operations.Operation.CASE_READ, CASE_COLUMNS),
    assignment: (operations.Operation.ASSIGNMENT_READ, ASSIGNMENT_COLUMNS),
}
_MANY = """
insert into case_file select made.* from case_file c, generate_series(1, $1::int) g,
lateral jsonb_populate_record(null::case_file, to_jsonb(c) || jsonb_build_object(
  'id', gen_random_uuid(), 'case_no', 'TA' || g, 'state', (array['CLOSED', 'IN_PROGRESS', 'RECEIVED', 'ANSWERED'])[1 + g % 4],
  'district_path', '/370900/3709' || lpad((g % 9)::text, 2, '0'),
  'registered_by', (select id from account offset g % 9 limit 1),
  'registered_at', c.registered_at + g * interval '7 minutes',
  'due_at', case when g % 5 > 0 then c.registered_at + (g * 7919 % 20000) * interval '1 minute' end
)) made
"""
_PARTS = """
insert into assignment select made.*
from assignment a, (select id, registered_at, due_at, (row_number() over ())::int as n from case_file) c,
lateral jsonb_populate_record(null::assignment, to_jsonb(a) || jsonb_build_object(
  'id', gen_random_uuid(), 'case_id', c.id, 'unit_path', '/ta/' || c.n % 4,
  'state', (array['COMPLETED', 'IN_HANDLING', 'ACCEPTED'])[1 + c.n % 3],
  'dispatched_at', c.registered_at, 'due_at', c.due_at)) made
"""


@pytest.fixture
async def large(office: Office) -> AsyncIterator[Any]:
    """A connection whose transaction sees many cases, each with an assignment; nobody else does."""
    await Day(office).dispatched()
    async with office.pool.acquire() as connection:
        attempt = connection.transaction()
        await attempt.start()
        try:
            await connection.execute("set local session_replication_role = replica")
            await connection.execute("set local random_page_cost = 1.1")  # as on the disks of today
            await connection.execute(_MANY, ROWS, timeout=60)
            await connection.execute(_PARTS, timeout=60)
            await connection.execute("analyze case_file")
            await connection.execute("analyze assignment")
            yield connection
        finally:
            await attempt.rollback()


async def plan(connection: Any, office: Office, table: Table, shape: Shape) -> list[Any]:
    """How the database reads the page behind a row in the middle."""
    order = Order((shape.order, table.c.id))
    wanted = [shape.order, table.c.id, *shape.equal]
    middle = prepare(select(*wanted).order_by(*ordering(order, backward=False)).offset(ROWS // 2).limit(1))
    found = await connection.fetchrow(middle.sql, *middle.bind({}))
    where = [_equal(column, found[column.name]) for column in shape.equal]
    operation, columns = _SCOPES[table]
    rows = select(table.c.id, shape.order).where(*where, row_filter(office.viewer("city_lead"), operation, columns))
    names = [shape.order.name, "id"]
    prepared = prepare(windowed(rows, names, order, PAGE, [found[name] for name in names], None, None))
    return await generic(connection, prepared.sql)


async def generic(connection: Any, sql: str) -> list[Any]:
    """The scans of `explained`, each with the nodes it stands below."""
    return list(_scans(await explained(connection, sql), ()))


async def explained(connection: Any, sql: str) -> dict[str, Any]:
    """The plan the database keeps for the statement, whatever is bound."""
    await connection.execute("set local plan_cache_mode = force_generic_plan")
    await connection.execute(f"prepare asked as {sql}")
    bound = ["null"] * max(int(number) for number in re.findall(r"\$(\d+)", sql))
    text = await connection.fetchval(f"explain (format json) execute asked ({', '.join(bound)})")
    await connection.execute("deallocate asked")
    plan: dict[str, Any] = text[0]["Plan"]
    return plan


def _scans(node: dict[str, Any], above: tuple[str, ...]) -> Iterator[Any]:
    if "Relation Name" in node:
        yield node["Relation Name"], node.get("Index Name"), above
    for inner in node.get("Plans", ()):
        kept = above if inner.get("Parent Relationship") not in ("InitPlan", "SubPlan") else ()
        yield from _scans(inner, (*kept, node["Node Type"]))


def walked(scans: Sequence[Any], table: Table) -> set[str | None]:
    """The indexes by which the pages of the table are read; asserts that each is read in order, up to its limit."""
    found = set()
    for name, index, above in scans:
        if name == table.name and "Limit" in above:
            last = len(above) - above[::-1].index("Limit")
            assert not {"Sort", "Incremental Sort"} & set(above[last:]), (index, above)
            found.add(index)
    return found


def _equal(column: Column[Any], value: Any) -> Any:
    return column == literal(value, column.type)


async def test_every_shape_is_read_by_its_index_and_never_sorted(office: Office, large: Any) -> None:
    for table, shapes in SHAPES.items():
        for shape in shapes:
            assert walked(await plan(large, office, table, shape), table) == {shape.index}, shape


async def test_what_is_no_shape_is_sorted(office: Office, large: Any) -> None:
    """The test above can fail: the same page by a column without an index is found otherwise."""
    with pytest.raises(AssertionError, match="Sort"):
        walked(
            await plan(large, office, case_file, Shape("none", (case_file.c.channel,), case_file.c.last_event_at)),
            case_file,
        )


LISTS = {
    "cases of a place and a state": (
        "city_lead", case_file, {"ix_case_file_place_state_due"},
        '{ cases(filter: {district: "370902", state: [RECEIVED]}, orderBy: {field: DUE_AT, direction: ASC}) { nodes { id } } }',
    ),
    "cases of a place, newest first": (
        "city_lead", case_file, {"ix_case_file_registered"},
        '{ cases(filter: {district: "370902"}) { nodes { id events { id } } } }',
    ),
    "cases of a county, for its officer": (
        "county_officer", case_file, {"ix_case_file_state_due"},
        "{ cases(filter: {state: [RECEIVED]}, orderBy: {field: DUE_AT, direction: ASC}) { nodes { id } } }",
    ),
    "cases, newest first, wherever the viewer reaches them": (
        "city_lead", case_file, {"ix_case_file_registered"}, "{ cases { nodes { id } } }",
    ),
    "assignments of a unit, as its case": (
        "city_lead", assignment, {"ix_assignment_unit_state_due"},
        """{ assignments(filter: {unitId: "UNIT", state: [IN_HANDLING]}, orderBy: {field: DUE_AT, direction: ASC}) {
          nodes { id unit { name } case { id title } } } }""",
    ),
    "assignments, for a unit's handler": (
        "unit_handler", assignment, {"ix_assignment_unit_due"},
        "{ assignments(orderBy: {field: DUE_AT, direction: ASC}) { nodes { id case { id } } } }",
    ),
}  # fmt: skip


async def test_lists_are_walked_place_by_place_by_the_plan_that_holds_for_all(api: Api, large: Any) -> None:
    """Whether anything lies below the place or not, and whatever the viewer's own places are."""
    unit = await large.fetchval("select id from unit limit 1")
    for name, (role, table, indexes, document) in LISTS.items():
        statement = compiled(api, role, document.replace("UNIT", encode("unit", unit)))
        assert walked(await generic(large, statement), table) == indexes, name


async def test_what_is_behind_a_cursor_is_walked_too(api: Api, large: Any) -> None:
    """Also behind one that stands at a null, and before it."""
    asked = """{ assignments(filter: {state: [IN_HANDLING]}, orderBy: {field: DUE_AT, direction: ASC}, %s) {
      edges { cursor } pageInfo { endCursor } } }"""
    row = await large.fetchrow("select due_at, id from assignment where due_at is not null limit 1")
    order = Order((assignment.c.due_at, assignment.c.id))
    declared = declared_as("Assignment")
    state = AssignmentFilter(state=[AssignmentState.IN_HANDLING])
    box = CursorBox(SIGNING_KEY, binding(declared, order, state), order.columns)
    for way in ("first: 20, after", "last: 20, before"):
        for due in (row["due_at"], None):
            document = asked % f'{way}: "{box.make([due, row["id"]])}"'
            found = walked(await generic(large, compiled(api, "unit_handler", document)), assignment)
            assert found == {"ix_assignment_unit_state_due"}, (way, due)


async def test_all_cases_are_gone_through_for_hidden_ones_only_if_there_may_be_any(office: Office, large: Any) -> None:
    """Those that accuse the viewer's unit an index knows; a plug-in's condition says first whether it withholds any."""

    def but_for_the_merged(of: ColumnElement[UUID], who: ColumnElement[UUID]) -> ColumnElement[bool]:
        by_them = select(merge.c.id).where(merge.c.by == who)
        return not_(exists(by_them.correlate_except(merge)) & exists().where(merge.c.case_id == of))

    lead = office.viewer("city_lead")
    viewer = replace(lead, matrix=replace(lead.matrix, withholding=(Withholding("some", but_for_the_merged),)))
    number = total(viewer, operations.Operation.CASE_READ, case_file, (), literal(-1))
    for asked in (statement(viewer, Sorts(CASES)), statement(viewer, Sorts(ASSIGNMENTS)), select(number)):
        assert not {"case_file", "assignment"} & set(whole(await explained(large, prepare(asked).sql)))


def whole(node: dict[str, Any]) -> Iterator[str]:
    """The tables that are read from end to end, whatever is found before."""
    if "One-Time Filter" in node:
        return
    if node["Node Type"] == "Seq Scan":
        yield node["Relation Name"]
    for inner in node.get("Plans", ()):
        yield from whole(inner)


def compiled(api: Api, role: str, document: str) -> str:
    """The statement of the document's plan."""
    admitted = Gate(api.schema._schema).admit(document, None, {}, api.context(role).viewer)
    operation = Operation(api.schema, admitted.document, admitted.operation, Plans(1))
    statement = operation.prepared({}, api.context(role))[0].statement
    assert statement is not None
    return statement.sql


@pytest.mark.parametrize("table", SHAPES, ids=lambda table: table.name)
def test_every_shape_has_an_index_that_ends_in_the_id(table: Table) -> None:
    by_name = {str(index.name): [column.name for column in index.columns] for index in table.indexes}
    for shape in SHAPES[table]:
        assert by_name[shape.index] == [*(column.name for column in shape.equal), shape.order.name, "id"]
