"""Every declared shape of a list is read by its index, in its order, from a table that is large."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import Column, Table, literal, select

from core.access.columns import ASSIGNMENT_COLUMNS, CASE_COLUMNS
from core.access.operations import Operation
from core.access.predicate import row_filter
from core.assignments.model import assignment
from core.cases.model import case_file
from core.db.statement import prepare
from schema.relay.keyset import beyond, ordering
from schema.relay.windows import Order
from schema.shapes import SHAPES, Shape
from tests.core.doctor.day import Day
from tests.support.office import Office

ROWS = 6_000
_SCOPES = {
    case_file: (Operation.CASE_READ, CASE_COLUMNS),
    assignment: (Operation.ASSIGNMENT_READ, ASSIGNMENT_COLUMNS),
}
_MANY = """
insert into case_file select (jsonb_populate_record(null::case_file, to_jsonb(c) || jsonb_build_object(
  'id', gen_random_uuid(), 'case_no', 'TA' || g, 'state', (array['CLOSED', 'IN_PROGRESS', 'RECEIVED', 'ANSWERED'])[1 + g % 4],
  'district_path', '/370900/3709' || lpad((g % 9)::text, 2, '0'),
  'registered_by', (select id from account offset g % 9 limit 1),
  'registered_at', c.registered_at + g * interval '7 minutes',
  'due_at', c.registered_at + (g * 7919 % 20000) * interval '1 minute'
))).* from case_file c, generate_series(1, $1::int) g;
"""
_PARTS = """
insert into assignment select (jsonb_populate_record(null::assignment, to_jsonb(a) || jsonb_build_object(
  'id', gen_random_uuid(), 'case_id', c.id, 'unit_path', '/ta/' || c.n % 4,
  'state', (array['COMPLETED', 'IN_HANDLING', 'ACCEPTED'])[1 + c.n % 3],
  'dispatched_at', c.registered_at, 'due_at', c.due_at))).*
from assignment a, (select id, registered_at, due_at, (row_number() over ())::int as n from case_file) c
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
            await connection.execute(_MANY, ROWS, timeout=60)
            await connection.execute(_PARTS, timeout=60)
            await connection.execute("analyze case_file")
            await connection.execute("analyze assignment")
            yield connection
        finally:
            await attempt.rollback()


async def plan(connection: Any, office: Office, table: Table, shape: Shape) -> str:
    """How the database reads the page behind a row in the middle."""
    order = Order((shape.order, table.c.id))
    wanted = [shape.order, table.c.id, *shape.equal]
    middle = prepare(select(*wanted).order_by(*ordering(order, backward=False)).offset(ROWS // 2).limit(1))
    found = await connection.fetchrow(middle.sql, *middle.bind({}))
    where = [_equal(column, found[column.name]) for column in shape.equal]
    operation, columns = _SCOPES[table]
    page = (
        select(table.c.id)
        .where(*where, row_filter(office.viewer("city_lead"), operation, columns))
        .where(beyond(order, [found[shape.order.name], found["id"]], backward=False))
        .order_by(*ordering(order, backward=False))
        .limit(51)
    )
    prepared = prepare(page)
    rows = await connection.fetch(f"explain {prepared.sql}", *prepared.bind({}))
    return "\n".join(row[0] for row in rows)


def _equal(column: Column[Any], value: Any) -> Any:
    return column == literal(value, column.type)


async def test_every_shape_is_read_by_its_index_and_never_sorted(office: Office, large: Any) -> None:
    for table, shapes in SHAPES.items():
        for shape in shapes:
            text = await plan(large, office, table, shape)
            assert f"using {shape.index}" in text, f"{shape}:\n{text}"
            assert "Sort" not in text, f"{shape}:\n{text}"


async def test_what_is_no_shape_is_sorted_or_filtered(office: Office, large: Any) -> None:
    """The test above can fail: the same page by a column without an index is found otherwise."""
    text = await plan(large, office, case_file, Shape("none", (case_file.c.channel,), case_file.c.last_event_at))
    assert "Sort" in text


@pytest.mark.parametrize("table", SHAPES, ids=lambda table: table.name)
def test_every_shape_has_an_index_that_ends_in_the_id(table: Table) -> None:
    by_name = {index.name: [column.name for column in index.columns] for index in table.indexes}
    for shape in SHAPES[table]:
        assert by_name[shape.index] == [*(column.name for column in shape.equal), shape.order.name, "id"]
