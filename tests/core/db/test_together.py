"""Several reads as one statement answer what each would have answered alone."""

from typing import Any

import pytest
from sqlalchemy import ARRAY, Select, Text, any_, bindparam, exists, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.accounts.model import account
from core.assignments.model import contact
from core.codes.model import category
from core.db.together import Ask, together
from core.deadlines.model import calendar_year, policy_profile
from core.districts.model import district
from core.units.model import unit
from tests.support.office import Office
from web.cli.demo import demo_accounts

SUBJECT = next(row["subject"] for row in demo_accounts() if row["role"] == "operator")
ACCOUNT = select(account).where(account.c.subject == bindparam("subject"))
ACCOUNT_ID = select(account.c.id).where(account.c.subject == bindparam("subject"))
BY_ID = select(account.c.subject).where(account.c.id == bindparam("id"))
BY_IDS = select(account.c.subject).where(account.c.id == any_(bindparam("ids", type_=ARRAY(Uuid(as_uuid=True)))))
UNITS = select(unit).where(unit.c.district == any_(bindparam("codes", type_=ARRAY(Text)))).order_by(unit.c.code)
THERE = select(exists().where(district.c.code == bindparam("code")))


@pytest.mark.parametrize("table", [district, unit, category, account, policy_profile, calendar_year], ids=str)
async def test_rows_of_every_kind_are_as_they_are_alone(office: Office, table: Any) -> None:
    statement: Select[Any] = select(table).order_by(*table.primary_key)

    ((found),) = await office.read.fetch_together(Ask(statement, {}))

    assert found == [dict(row) for row in await office.read.fetch(statement)]
    assert found


async def test_each_has_its_own_values(office: Office) -> None:
    operator, units, no, yes = await office.read.fetch_together(
        Ask(ACCOUNT, {"subject": SUBJECT}),
        Ask(UNITS, {"codes": ["370902", "370911"]}),
        Ask(THERE, {"code": "nowhere"}),
        Ask(THERE, {"code": "370902"}),
    )

    assert [row["subject"] for row in operator] == [SUBJECT]
    assert {row["district"] for row in units} == {"370902", "370911"}
    assert [list(row.values()) for row in (*no, *yes)] == [[False], [True]]


async def test_a_value_is_found_by_another_read(office: Office) -> None:
    found = Ask(ACCOUNT_ID, {"subject": SUBJECT})
    asked = together([Ask(BY_ID, {"id": found}), Ask(BY_IDS, {"ids": [found]})])

    record = await office.pool.fetchrow(asked.sql, *asked.arguments)

    assert asked.answers(record) == [[{"subject": SUBJECT}]] * 2
    id_ = office.viewers["operator"].id
    assert [ask.values for ask in asked.known(record)] == [{"id": id_}, {"ids": [id_]}]


async def test_what_is_not_found_answers_no_row(office: Office) -> None:
    rows = await office.read.fetch_together(Ask(BY_ID, {"id": Ask(ACCOUNT_ID, {"subject": "nobody"})}))

    assert rows == [[]]


async def test_what_would_come_back_otherwise_is_refused() -> None:
    with pytest.raises(TypeError, match="cannot be read together"):
        together([Ask(select(contact.c.evidence), {})])
