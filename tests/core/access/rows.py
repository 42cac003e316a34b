"""The generated rows in the database."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table

from core.accounts.model import account
from core.assignments.model import assignment
from core.cases.model import case_file, information_request
from core.db.statement import prepare_insert
from core.districts.model import district
from core.ids import new_id
from core.units.model import unit
from tests.core.access.people import CaseRow

_PLACE, _UNIT = "370900", UUID(int=1)
_ANY: Mapping[type, object] = {
    str: "x",
    int: 0,
    bool: False,
    bytes: b"",
    UUID: UUID(int=0),
    datetime: datetime(2020, 1, 1, tzinfo=UTC),
    list: [],
    object: {},
}


async def insert(connection: Any, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Rows of one table; a column that must have a value and is not given one gets any."""
    needed = {column.name: _ANY[column.type.python_type] for column in table.c if not column.nullable}
    for row in rows:
        prepared = prepare_insert(table, tuple({**needed, **row}))
        await connection.execute(prepared.sql, *prepared.bind({**needed, **row}))


async def insert_cases(connection: Any, owners: Sequence[UUID], cases: Sequence[CaseRow]) -> None:
    """Accounts, cases, their assignments, and one request for information per case, which has the case's id."""
    await insert(connection, district, [{"code": _PLACE}])
    await insert(connection, unit, [{"id": _UNIT, "district": _PLACE}])
    await insert(connection, account, [{"id": owner, "subject": f"local:{owner}"} for owner in owners])
    await insert(connection, case_file, [_case(case) for case in cases])
    await insert(connection, information_request, [{"id": case.id, "case_id": case.id} for case in cases])
    for case in cases:
        given = [{"id": part, "unit_path": path} for part, path in case.assignments.items()]
        await insert(connection, assignment, [{**row, "case_id": case.id, "unit_id": _UNIT} for row in given])


def _case(case: CaseRow) -> Mapping[str, object]:
    return {
        "id": case.id,
        "case_no": str(new_id()),
        "district": _PLACE,
        "district_path": case.district_path,
        "gate": case.gate,
        "secrecy": case.secrecy,
        "respondent_path": case.respondent,
        "registered_by": case.owner,
    }
