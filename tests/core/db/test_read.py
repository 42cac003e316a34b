"""Statements that answer a question: all rows, the first, or its first value; on the pool no transaction is left behind."""

from sqlalchemy import bindparam, func, select, text

from core.accounts.model import account
from core.db.read import Read
from core.db.together import Ask
from tests.support.office import Office

BY_SUBJECT = select(account.c.subject, account.c.active).where(account.c.subject == bindparam("subject"))
NUMBERS = text("select generate_series(1, 3) as n")


async def test_rows_the_first_row_and_its_first_value_are_answered(office: Office) -> None:
    read = Read(office.pool)

    assert [row["n"] for row in await read.fetch(NUMBERS)] == [1, 2, 3]
    assert dict(await read.fetch_one(BY_SUBJECT, subject="d:operator") or {}) == {
        "subject": "d:operator",
        "active": True,
    }
    assert await read.fetch_value(BY_SUBJECT, subject="d:operator") == "d:operator"


async def test_what_is_not_there_is_none(office: Office) -> None:
    read = Read(office.pool)

    assert await read.fetch(BY_SUBJECT, subject="nobody") == []
    assert await read.fetch_one(BY_SUBJECT, subject="nobody") is None
    assert await read.fetch_value(BY_SUBJECT, subject="nobody") is None


async def test_several_reads_are_of_one_moment(office: Office) -> None:
    at = select(func.clock_timestamp() > func.statement_timestamp(), func.pg_current_snapshot().label("as_of"))

    ((one,), (other,)) = await Read(office.pool).fetch_together(Ask(at, {}), Ask(at.limit(1), {}))

    assert one["as_of"] == other["as_of"]
