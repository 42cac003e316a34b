"""A survey opens every value itself: what it finds is not what a rotation noted."""

from core.keys.opening import open_keys
from core.keys.survey import months
from core.tables import CORE
from tests.core.keys.rotating import some_cases, surveyed
from tests.support.office import ROOT_KEY, Office


async def test_a_sound_database_has_nothing_lost(office: Office) -> None:
    await some_cases(office)

    found = await surveyed(office)

    assert (found.lost, found.unfinished, found.keys, found.open_rotation) == (0, False, 4, None)


async def test_what_does_not_open_is_counted_and_its_place_named(office: Office) -> None:
    await some_cases(office)
    row = await office.pool.fetchval(
        "update reporter set phone_sealed = set_byte(phone_sealed, 30, get_byte(phone_sealed, 30) # 1) "
        "where id = (select id from reporter limit 1) returning id"
    )

    found = await surveyed(office)

    assert (found.lost, found.unfinished) == (1, True)
    assert found.first_lost == [f"reporter.phone|{row}"]


async def test_a_case_key_that_is_altered_loses_all_below_it(office: Office) -> None:
    await some_cases(office, 1)
    await office.pool.execute("update case_file set case_key = set_byte(case_key, 40, get_byte(case_key, 40) # 1)")

    found = await surveyed(office)

    assert found.keys == 0
    assert found.lost == found.values > 0


async def test_a_value_moved_to_another_row_is_lost(office: Office) -> None:
    await some_cases(office, 1)
    await office.pool.execute("update case_file set content_sealed = title_sealed")

    assert (await surveyed(office)).lost == 2


async def test_the_months_say_how_many_keys_hang_below_them(office: Office) -> None:
    await some_cases(office)
    keys = await open_keys(office.read, ROOT_KEY)

    (month,) = [one for one in await months(office.read, CORE, keys.provider) if one.keys]

    assert (month.month, month.newest, month.keys) == ("2026-11", True, 4)
