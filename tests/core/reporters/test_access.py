import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import ClauseElement, select

from core.cases.commands.register_case import register_case
from core.cases.inputs.intake import RegisterCase
from core.cases.model import case_file
from core.cases.states import Channel, Kind
from core.db.read import Read, Row
from core.db.uow import UnitOfWork, unit_of_work
from core.errors import Refused
from core.reporters.access import case_by_access_code
from core.reporters.model import access_attempt
from tests.support.office import Office

SOURCE = "198.51.100.7"
ABSENT = "TA202611160000009"
WIDE = {one: one + 0xFEE0 for one in range(0x21, 0x7F)}


async def register(office: Office) -> tuple[UUID, str, str]:
    """A case, its number, and the access code its reporter was told."""
    case = RegisterCase(channel=Channel.WEB, kind=Kind.HELP_REQUEST, title="路灯不亮", content="x", district="370902")
    outcome = await office.run(register_case, "operator", case)
    number = await office.read.fetch_value(select(case_file.c.case_no).where(case_file.c.id == outcome.case_id))
    return outcome.case_id, number, outcome.secret


async def ask(office: Office, number: str, code: str, source: str = SOURCE) -> UUID | None:
    """One try, in a transaction of its own."""
    async with unit_of_work(office.pool, office.services) as uow:
        return await case_by_access_code(uow, number, code, source)


async def refused(office: Office, number: str, code: str, source: str = SOURCE) -> str:
    """The code of the refusal."""
    with pytest.raises(Refused) as raised:
        await ask(office, number, code, source)
    return raised.value.code.code


async def test_number_and_code_together_open_the_case(office: Office) -> None:
    id_, number, code = await register(office)
    await register(office)
    assert await ask(office, number, code) == id_


@pytest.mark.parametrize(
    "typed", [str.lower, lambda text: f" {text[:4]}-{text[4:]}\t", lambda text: text.translate(WIDE)]
)
async def test_it_does_not_matter_how_they_are_typed(office: Office, typed: Any) -> None:
    id_, number, code = await register(office)
    assert await ask(office, typed(number), typed(code)) == id_


async def test_everything_else_opens_nothing(office: Office) -> None:
    _, number, code = await register(office)
    _, other, other_code = await register(office)
    wrong = [
        (number, other_code), (other, code), (ABSENT, code), (number, ""), ("", code), ("", ""),
        (number, code[:-1]), (number, code + "2"), (number + "0", code), (code, number), ("\ud800\0", "\ud800\0"),
    ]  # fmt: skip
    answers = [await ask(office, *one, source=str(place)) for place, one in enumerate(wrong)]
    assert answers == [None] * len(wrong)


async def test_without_any_case_nothing_is_found(office: Office) -> None:
    assert await ask(office, ABSENT, "AAAABBBB") is None


@pytest.mark.parametrize("known", [True, False], ids=["a case", "no case"])
async def test_five_wrong_tries_an_hour(office: Office, known: bool) -> None:
    _, number, code = await register(office)
    asked = number if known else ABSENT
    assert [await ask(office, asked, "WRONG") for _ in range(5)] == [None] * 5
    assert await refused(office, asked, "WRONG") == "ACCESS_TRIES_EXHAUSTED"
    assert await refused(office, asked.lower(), code) == "ACCESS_TRIES_EXHAUSTED"


async def test_other_numbers_and_other_sources_have_tries_of_their_own(office: Office) -> None:
    id_, number, code = await register(office)
    other_id, other, other_code = await register(office)
    for _ in range(5):
        await ask(office, number, "WRONG")
    assert await ask(office, number, code, "203.0.113.9") == id_
    assert await ask(office, other, other_code) == other_id


async def test_each_try_counts_for_an_hour(office: Office) -> None:
    id_, number, code = await register(office)
    start = office.clock.now()
    for minutes in range(5):
        office.clock.set(start + timedelta(minutes=minutes))
        await ask(office, number, "WRONG")
    office.clock.set(start + timedelta(minutes=59, seconds=59))
    assert await refused(office, number, code) == "ACCESS_TRIES_EXHAUSTED"
    office.clock.set(start + timedelta(minutes=60))
    assert await ask(office, number, "WRONG") is None
    assert await refused(office, number, code) == "ACCESS_TRIES_EXHAUSTED"
    office.clock.set(start + timedelta(minutes=61))
    assert await ask(office, number, code) == id_


async def test_who_knows_the_code_looks_as_often_as_they_like(office: Office) -> None:
    id_, number, code = await register(office)
    for _ in range(4):
        await ask(office, number, "WRONG")
    assert [await ask(office, number, code) for _ in range(12)] == [id_] * 12
    assert await ask(office, number, "WRONG") is None
    assert await refused(office, number, code) == "ACCESS_TRIES_EXHAUSTED"


async def test_tries_at_the_same_moment_are_counted_too(office: Office) -> None:
    _, number, _ = await register(office)
    answers = await asyncio.gather(*(ask(office, number, "WRONG") for _ in range(20)), return_exceptions=True)
    assert answers.count(None) == 5
    assert sum(isinstance(one, Refused) for one in answers) == 15


class Watched(UnitOfWork):
    """Remembers each statement with the number of rows it gave."""

    seen: list[tuple[object, int]]

    async def fetch(self, statement: ClauseElement, **values: object) -> Sequence[Row]:
        return self._note(statement, await super().fetch(statement, **values))

    async def fetch_one(self, statement: ClauseElement, **values: object) -> Row | None:
        row = await super().fetch_one(statement, **values)
        self._note(statement, [] if row is None else [row])
        return row

    async def fetch_value(self, statement: ClauseElement, **values: object) -> Any:
        return (await self.fetch_one(statement, **values) or [None])[0]  # type: ignore[index]

    async def execute(self, statement: ClauseElement, **values: object) -> int:
        touched = await super().execute(statement, **values)
        self.seen.append((statement, touched))
        return touched

    def _note(self, statement: object, rows: Sequence[Row]) -> Sequence[Row]:
        self.seen.append((statement, len(rows)))
        return rows


async def test_a_wrong_code_and_an_absent_number_cost_the_same_work(office: Office) -> None:
    _, number, _ = await register(office)
    work = []
    for asked in (number, ABSENT):
        async with office.pool.acquire() as connection, connection.transaction():
            uow = Watched(connection, office.services)
            uow.seen = []
            assert await case_by_access_code(uow, asked, "WRONG", SOURCE) is None
            work.append(uow.seen)
    assert work[0] == work[1]
    assert len(work[0]) == 3


async def test_neither_number_nor_code_nor_source_is_written_down(office: Office) -> None:
    _, number, code = await register(office)
    await ask(office, number, "WRONGXYZ")
    row = await office.read.fetch_one(select(access_attempt))
    assert row is not None
    assert all(text.encode() not in row["key"] for text in (number, code, "WRONGXYZ", SOURCE))
    assert len(row["key"]) == 16


async def test_old_tries_are_forgotten(office: Office) -> None:
    for number in range(25):
        await ask(office, f"TA{number}", "WRONG")
    office.clock.set(office.clock.now() + timedelta(hours=1, seconds=1))
    await ask(office, ABSENT, "WRONG")
    assert len(await office.read.fetch(select(access_attempt.c.key))) == 6
    await ask(office, ABSENT, "WRONG")
    assert len(await Read(office.pool).fetch(select(access_attempt.c.key))) == 1
