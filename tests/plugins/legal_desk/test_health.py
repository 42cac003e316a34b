"""How the desk says it is."""

from datetime import timedelta
from typing import Any

from plugins.legal_desk import plugin
from plugins.legal_desk.health import NO_ROSTER
from tests.plugins.legal_desk.bureau import CITY, TAISHAN, Bureau


async def asked(bureau: Bureau) -> Any:
    health = await plugin.health(bureau.office.read, bureau.office.services)
    return health.status, health.detail


async def test_hook_health(bureau: Bureau) -> None:
    """Well with somebody on duty, and degraded while the roster's people are not."""
    county = await bureau.colleague("county", place="/370900/370902")
    await bureau.on_duty(county, district=TAISHAN, begins="09:00", ends="18:00")

    assert await asked(bureau) == ("ok", "")

    bureau.later(timedelta(hours=12))

    assert await asked(bureau) == ("degraded", f"no lawyer on duty: {TAISHAN}")


async def test_a_desk_without_a_roster_is_well_and_told_how_to_begin(bureau: Bureau) -> None:
    """Being switched on everywhere is no fault."""
    assert await asked(bureau) == ("ok", NO_ROSTER)


async def test_a_consultation_that_waits_for_nobody_degrades_its_district(bureau: Bureau) -> None:
    """Whether or not there is a roster, there or elsewhere."""
    await bureau.referred()
    without = await asked(bureau)
    await bureau.on_duty(await bureau.colleague("county", place="/370900/370902"), district=TAISHAN)
    elsewhere = await asked(bureau)
    await bureau.on_duty(bureau.lawyer)

    assert without == elsewhere == ("degraded", f"no lawyer on duty: {CITY}")
    assert await asked(bureau) == ("ok", "")


async def test_districts_where_the_desk_is_off_are_not_looked_at(bureau: Bureau) -> None:
    """Their consultations rest."""
    await bureau.referred()
    await bureau.office.switch("legal_desk", [TAISHAN])

    assert await asked(bureau) == ("ok", NO_ROSTER)
