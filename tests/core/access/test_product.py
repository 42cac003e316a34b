"""S1: the full product role, operation, scope, secrecy, relation: the policy in Python and in SQL against a reviewed table."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
from sqlalchemy import select

from core.access.columns import CASE_COLUMNS
from core.access.matrix import Matrix, load_matrix
from core.access.operations import registered
from core.access.predicate import Target, allows, row_condition, row_values
from core.cases.model import case_file
from core.db.connection import open_pool
from core.db.read import Read
from core.ids import new_id
from tests.core.access.people import CaseRow
from tests.core.access.product import PRODUCT, product, text
from tests.core.access.relations import LEVELS, ME, RELATIONS, SOMEBODY, asking
from tests.core.access.rows import insert_cases

OPERATIONS = sorted(name for name in registered() if "/" not in name)
CASES = {
    (name, level): CaseRow(new_id(), one.district, one.owner, level, {new_id(): one.unit}, respondent=one.respondent)
    for name, one in RELATIONS.items()
    for level in LEVELS
}


@pytest.fixture(scope="module")
def shipped() -> Matrix:
    return load_matrix()


@pytest.fixture
async def pool(clean_database: str) -> AsyncIterator[Any]:
    pool = await open_pool(clean_database, size=1)
    yield pool
    await pool.close()


def opened(digits: Mapping[str, str]) -> set[tuple[str, int]]:
    return {(name, level) for name, digit in digits.items() for level in LEVELS if digit != "-" and level <= int(digit)}


def test_the_table_is_the_reviewed_matrix_times_the_relations() -> None:
    assert PRODUCT.read_text(encoding="utf-8") == text()


def test_every_cell_of_the_product_is_as_reviewed(shipped: Matrix) -> None:
    table, cells = product(), 0
    for role in sorted(shipped.roles):
        viewer = asking(shipped, role)
        for operation in OPERATIONS:
            reached = opened(table.get((role, operation), {}))
            for name, one in RELATIONS.items():
                for level in LEVELS:
                    target = Target(one.district, (one.unit,), one.owner, level, one.respondent)
                    meant = (name, level) in reached
                    assert allows(viewer, operation, target) == meant, (role, operation, name, level)
                    cells += 1

    assert cells == len(shipped.roles) * len(OPERATIONS) * len(RELATIONS) * len(LEVELS) > 60_000
    assert {role for role, _ in table} == shipped.roles


async def test_the_database_answers_every_cell_alike(shipped: Matrix, pool: Any) -> None:
    await insert_cases(pool, [ME, SOMEBODY], list(CASES.values()))
    table, read = product(), Read(pool)
    keys = {case.id: key for key, case in CASES.items()}
    for role in sorted(shipped.roles):
        viewer = asking(shipped, role)
        for operation in OPERATIONS:
            if not viewer.may(operation):
                assert (role, operation) not in table
                continue
            statement = select(case_file.c.id).where(row_condition(viewer, operation, CASE_COLUMNS))
            found = {keys[row["id"]] for row in await read.fetch(statement, **row_values(viewer, operation))}
            assert found == opened(table[role, operation]), (role, operation)


def test_whom_a_case_accuses_is_opened_nothing_by_any_role() -> None:
    accused = {digits[name] for digits in product().values() for name in ("accused", "accused_above")}

    assert accused == {"-"}
