"""Rates of past months are what they were, for whoever asks, after the cases behind them are deleted."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

import asyncpg
import pytest

from core.cases import states as s
from core.clock import SHANGHAI
from core.db.uow import unit_of_work
from core.ratings.rates import Rate, unit_rates
from core.retention.acts import remove
from tests.core.doctor.day import COUNTY, HOUSING, SATISFIED
from tests.core.ratings.history import History, lived
from tests.core.ratings.test_rates import FOREVER, PATHS
from tests.support.office import Office

ASKING: tuple[dict[str, Any], ...] = (
    {},
    {"clearance": 0, "accused": []},
    {"clearance": 2, "accused": ["/ta/370902"]},
)
NOVEMBER = (datetime(2026, 11, 1, tzinfo=SHANGHAI), datetime(2026, 12, 1, tzinfo=SHANGHAI))
DECEMBER = (NOVEMBER[1], datetime(2027, 1, 1, tzinfo=SHANGHAI))
MICROSECOND = timedelta(microseconds=1)


async def published(office: Office) -> list[Any]:
    """Every rate of every unit, as each who asks is told, for all time and for single months."""
    told = list[Rate]()
    for path in PATHS:
        for kept in ASKING:
            for period in (FOREVER, NOVEMBER, DECEMBER):
                told += await unit_rates(office.read, path, *period, (), **kept)
    return [(rate.name, rate.numerator, rate.denominator, rate.excluded) for rate in told]


async def deleted(office: Office) -> int:
    """How many cases were, each in a transaction of its own; what would keep one from it is taken away before."""
    cases = [row["id"] for row in await office.pool.fetch("select id from case_file")]
    await office.pool.execute("update case_file set prior_case_id = null, master_id = null")
    for case in cases:
        async with unit_of_work(office.pool, office.services) as uow:
            await remove(uow, case)
    return len(cases)


async def test_whatever_became_of_them_the_numbers_stay(office: Office) -> None:
    # given cases that went every way, some secret, some against a unit
    history = History(office)
    await lived(history, Random(7), 10)
    await office.pool.execute("delete from merge")
    await office.pool.execute(
        "update case_file set secrecy = abs(hashtext(id::text)) % 3,"
        " respondent_path = case when abs(hashtext(id::text)) % 4 = 0 then '/ta/370902' else '' end"
    )
    before = await published(office)
    assert len(set(map(str, before))) > 60

    # when all are deleted, one by one
    assert await deleted(office) >= 10

    # then what was published is the same, of no case that is there
    assert await published(office) == before
    (all_, *_) = await unit_rates(office.read, "/ta", *FOREVER)
    assert all_.deleted == all_.denominator > 0


async def test_what_is_there_and_what_is_gone_add_up(office: Office) -> None:
    history = History(office)
    gone, there = [await history.answered() for _ in range(2)]
    for case in (gone, there):
        await history.called(case, SATISFIED)
    async with unit_of_work(office.pool, office.services) as uow:
        await remove(uow, gone)

    rates = {rate.name: rate for rate in await unit_rates(office.read, "/ta", *NOVEMBER)}

    satisfaction = rates["SATISFACTION"]  # type: ignore[index]
    assert (satisfaction.numerator, satisfaction.denominator, satisfaction.deleted) == (2, 2, 1)


async def test_a_round_of_several_units_counts_once_for_those_above_them(office: Office) -> None:
    history = History(office)
    case = await history.answered((HOUSING, s.Role.LEAD), (COUNTY, s.Role.CO_HANDLER))
    await history.called(case, SATISFIED)
    await office.pool.execute("update assignment set role = 'PARALLEL', state = 'COMPLETED'")
    before = await published(office)

    assert await deleted(office) == 1

    assert await published(office) == before
    row = await office.pool.fetchrow("select units, n from past_rate where rate = 'SATISFACTION'")
    assert tuple(row) == (["/ta/370902", "/ta/ta-housing"], 1)


async def test_a_month_is_the_city_s(office: Office) -> None:
    """A round of the last evening of November is November's, and counts as closed when November began."""
    history = History(office)
    case = await history.answered()
    await history.called(case, SATISFIED)
    evening = datetime(2026, 11, 30, 23, 59, 59, tzinfo=SHANGHAI)
    await office.pool.execute("update callback set at = $1", evening)
    await deleted(office)
    periods = (NOVEMBER, DECEMBER, (NOVEMBER[0] + MICROSECOND, NOVEMBER[1]), (NOVEMBER[0], NOVEMBER[0] + MICROSECOND))
    found = [(await unit_rates(office.read, "/ta", *one))[4].denominator for one in periods]
    assert found == [1, 0, 0, 1]


async def test_what_is_not_deleted_after_all_is_not_kept(office: Office) -> None:
    history = History(office)
    case = await history.answered()
    await history.called(case, SATISFIED)
    await office.pool.execute("create table elsewhere (of uuid references case_file)")
    try:
        await office.pool.execute("insert into elsewhere values ($1)", case)
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            await deleted(office)
    finally:
        await office.pool.execute("drop table elsewhere")
    assert await office.pool.fetchval("select count(*) from past_rate") == 0
    assert await office.pool.fetchval("select count(*) from callback") == 1


async def test_discipline_records_are_not_kept_either(office: Office) -> None:
    history = History(office)
    case = await history.answered()
    await history.called(case, SATISFIED)
    await office.pool.execute("update case_file set secrecy = 3")
    await deleted(office)
    assert await office.pool.fetchval("select count(*) from past_rate") == 0
