"""What the catalogue proposes: the deepest category, then the nearest district, only what is valid that day."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.catalogue.propose import propose
from core.db.read import Read
from tests.support.office import START, Office

SERVICE_QUALITY = "010101"
"""Below 01 Urban and rural construction, which ta-housing leads in the city itself."""


@pytest.fixture
async def undone(office: Office) -> AsyncIterator[Any]:
    """A connection whose changes nobody else sees and nobody keeps."""
    async with office.pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        yield connection
        await transaction.rollback()


async def leads(connection: Any, category: str | None, district: str, at: datetime = START) -> list[str]:
    found = await propose(Read(connection), category, district, at)
    codes = {row["id"]: row["code"] for row in await connection.fetch("SELECT id, code FROM unit")}
    return [codes[one.unit_id] for one in found.leads]


async def test_without_a_category_nobody_is_proposed(office: Office) -> None:
    assert await leads(office.pool, None, "370900") == []


@pytest.mark.parametrize("unknown", [("no-such", "370900"), (SERVICE_QUALITY, "110000")])
async def test_what_is_unknown_proposes_nobody(office: Office, unknown: tuple[str, str]) -> None:
    assert await leads(office.pool, *unknown) == []


async def test_a_category_inherits_what_stands_above_it(office: Office) -> None:
    assert (
        (await leads(office.pool, SERVICE_QUALITY, "370900"))[0]
        == (await leads(office.pool, "01", "370900"))[0]
        == "ta-housing"
    )


async def test_the_nearest_district_comes_first_and_the_city_after_it(office: Office) -> None:
    found = await propose(office.read, "01", "370902", START)

    districts = [one.district for one in found.leads]
    assert districts[0] == "370902"
    assert districts.index("370902") < districts.index("370900")


async def test_an_entry_is_proposed_from_its_first_day_to_its_last(undone: Any) -> None:
    today, day = START, timedelta(days=1)
    await undone.execute("DELETE FROM catalogue_entry WHERE category <> '01' OR district <> '370900'")
    await undone.execute("UPDATE catalogue_entry SET valid_from = $1, valid_to = $1", today.date())

    asked = [today - day, today, today + day]
    assert [bool(await leads(undone, "01", "370900", at)) for at in asked] == [False, True, False]


async def test_the_day_is_that_of_tai_an(undone: Any) -> None:
    await undone.execute("UPDATE catalogue_entry SET valid_from = DATE '2026-11-17'")

    assert await leads(undone, "01", "370900", datetime(2026, 11, 16, 15, 59, tzinfo=UTC)) == []
    assert await leads(undone, "01", "370900", datetime(2026, 11, 16, 16, 0, tzinfo=UTC)) != []


async def test_a_closed_unit_is_not_proposed(undone: Any) -> None:
    await undone.execute("UPDATE unit SET active = false WHERE code = 'ta-housing'")

    assert "ta-housing" not in await leads(undone, "01", "370900")


async def test_the_best_entry_speaks_for_a_unit(office: Office) -> None:
    found = await propose(office.read, SERVICE_QUALITY, "370902", START)

    for one in found.found:
        best = found.of(one.unit_id)
        assert best is next(entry for entry in found.found if entry.unit_id == one.unit_id)
        named = {"owner": "core", "entry": str(one.entry_id), "category": one.category, "district": one.district}
        assert one.trace() == named
