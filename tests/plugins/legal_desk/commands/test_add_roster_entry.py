"""The roster, and who stands on it."""

from datetime import date, timedelta
from typing import Any

import pytest

from core.errors import Refused
from core.ids import new_id
from plugins.legal_desk.commands.add_roster_entry import add_roster_entry
from plugins.legal_desk.commands.end_roster_entry import end_roster_entry
from plugins.legal_desk.duty import lawyers_on_duty
from plugins.legal_desk.inputs import AddRosterEntry, EndRosterEntry
from tests.plugins.legal_desk.bureau import CITY, TAISHAN, Bureau

TODAY = date(2026, 11, 16)


def entry(bureau: Bureau, **more: Any) -> AddRosterEntry:
    given: dict[str, Any] = {
        "lawyer_id": bureau.lawyer.id, "district": CITY, "first": TODAY, "begins": "08:30", "ends": "17:30", "capacity": 3,
    }  # fmt: skip
    return AddRosterEntry(**(given | more))


async def on_duty(bureau: Bureau, path: str = "/370900") -> list[Any]:
    office = bureau.office
    found = await lawyers_on_duty(office.read, office.services, path, office.clock.now())
    return [one.lawyer_id for one in found]


async def test_a_lawyer_is_on_duty_in_the_shift_and_below_its_place(bureau: Bureau) -> None:
    await bureau.do(add_roster_entry, bureau.lead, entry(bureau))

    assert await on_duty(bureau) == [bureau.lawyer.id]
    assert await on_duty(bureau, "/370900/370902/370902001") == [bureau.lawyer.id]
    bureau.later(timedelta(hours=7, minutes=30))
    assert await on_duty(bureau) == []


async def test_a_night_shift_lasts_into_the_next_day(bureau: Bureau) -> None:
    given = entry(bureau, begins="17:30", ends="08:30", weekdays=(1,))
    await bureau.do(add_roster_entry, bureau.lead, given)

    assert await on_duty(bureau) == []
    bureau.later(timedelta(hours=20))
    assert await on_duty(bureau) == [bureau.lawyer.id]
    bureau.later(timedelta(hours=4))
    assert await on_duty(bureau) == []


@pytest.mark.parametrize(
    ("begins", "ends", "stored"),
    [
        ("00:00", "24:00", (0, 1440)),
        ("00:00", "00:00", (0, 1440)),
        ("24:00", "06:00", (0, 360)),
        ("22:00", "06:00", (1320, 480)),
    ],
)
async def test_times_of_day_are_minutes(bureau: Bureau, begins: str, ends: str, stored: tuple[int, int]) -> None:
    done = await bureau.do(add_roster_entry, bureau.lead, entry(bureau, begins=begins, ends=ends))

    row = await bureau.row("legal_desk_roster", done.object_id)
    assert (row["begins"], row["minutes"]) == stored


async def test_an_ended_entry_holds_no_longer(bureau: Bureau) -> None:
    id_ = await bureau.on_duty(bureau.lawyer)

    done = await bureau.do(end_roster_entry, bureau.lead, EndRosterEntry(entry_id=id_, expected_version=1))

    assert done.version == 2
    assert await on_duty(bureau) == []
    again = await bureau.refused(end_roster_entry, bureau.lead, EndRosterEntry(entry_id=id_))
    stale = await bureau.refused(end_roster_entry, bureau.lead, EndRosterEntry(entry_id=id_, expected_version=1))
    absent = await bureau.refused(end_roster_entry, bureau.lead, EndRosterEntry(entry_id=new_id()))
    unentitled = await bureau.refused(end_roster_entry, bureau.lawyer, EndRosterEntry(entry_id=id_))
    assert [one.code.code for one in (again, stale, absent, unentitled)] == [
        "LEGAL_DESK_ROSTER_ENDED", "STALE_VERSION", "NOT_FOUND", "NOT_ALLOWED",
    ]  # fmt: skip
    assert absent.field == ("input", "entryId")


async def refused(bureau: Bureau, **more: Any) -> Refused:
    return await bureau.refused(add_roster_entry, bureau.lead, entry(bureau, **more))


async def test_what_is_no_shift_is_refused_where_it_stands(bureau: Bureau) -> None:
    wrong: list[dict[str, Any]] = [
        {"begins": "8:30"}, {"ends": "24:01"}, {"ends": "25:00"}, {"last": TODAY - timedelta(days=1)},
        {"weekdays": (0,)}, {"weekdays": (1, 1)}, {"capacity": 0}, {"capacity": 201}, {"district": "999999"},
    ]  # fmt: skip

    refusals = [await refused(bureau, **one) for one in wrong]

    assert [(one.code.code, one.field) for one in refusals] == [
        ("LEGAL_DESK_SHIFT_TIME", ("input", "begins")),
        ("LEGAL_DESK_SHIFT_TIME", ("input", "ends")),
        ("LEGAL_DESK_SHIFT_TIME", ("input", "ends")),
        ("LEGAL_DESK_SHIFT_DATES", ("input", "last")),
        ("LEGAL_DESK_SHIFT_WEEKDAYS", ("input", "weekdays")),
        ("LEGAL_DESK_SHIFT_WEEKDAYS", ("input", "weekdays")),
        ("LEGAL_DESK_SHIFT_CAPACITY", ("input", "capacity")),
        ("LEGAL_DESK_SHIFT_CAPACITY", ("input", "capacity")),
        ("UNKNOWN_CODE", ("input", "district")),
    ]


async def test_only_lawyers_of_the_place_stand_on_its_roster(bureau: Bureau) -> None:
    county = await bureau.colleague("county", place="/370900/370902")

    for lawyer_id in (bureau.operator.id, county.id, new_id()):
        refusal = await refused(bureau, lawyer_id=lawyer_id)
        assert (refusal.code.code, refusal.field) == ("LEGAL_DESK_NOT_A_LAWYER", ("input", "lawyerId"))
    await bureau.do(add_roster_entry, bureau.lead, entry(bureau, lawyer_id=county.id, district=TAISHAN))


async def test_only_who_answers_for_the_place_keeps_its_roster(bureau: Bureau) -> None:
    lawyer = await bureau.refused(add_roster_entry, bureau.lawyer, entry(bureau))
    county = await bureau.refused(add_roster_entry, bureau.office.viewer("county_officer"), entry(bureau))
    await bureau.office.switch("legal_desk", [TAISHAN])
    off = await refused(bureau)

    assert [one.code.code for one in (lawyer, county, off)] == ["NOT_ALLOWED", "NOT_ALLOWED", "PLUGIN_DISABLED"]
