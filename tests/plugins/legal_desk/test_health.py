"""How the desk says it is."""

from datetime import timedelta
from typing import Any

from plugins.legal_desk import plugin
from tests.plugins.legal_desk.bureau import CITY, TAISHAN, Bureau


async def asked(bureau: Bureau) -> Any:
    return await plugin.health(bureau.office.read, bureau.office.services)


async def test_hook_health(bureau: Bureau) -> None:
    """Degraded as long as there is a district where nobody is on duty now."""
    await bureau.on_duty(await bureau.colleague("county", place="/370900/370902"), district=TAISHAN)
    everywhere = await asked(bureau)
    await bureau.office.switch("legal_desk", [TAISHAN])
    there = await asked(bureau)
    bureau.later(timedelta(days=1))
    await bureau.office.switch("legal_desk", [TAISHAN, CITY])
    again = await asked(bureau)

    assert everywhere.status == "degraded"
    assert TAISHAN not in everywhere.detail
    assert (there.status, there.detail) == ("ok", "")
    assert (again.status, again.detail) == ("degraded", "no lawyer on duty: 370900")
