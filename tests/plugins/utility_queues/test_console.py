"""`hotline utility_queues …`."""

from collections.abc import Sequence

from core.db.uow import unit_of_work
from tests.plugins.utility_queues import works
from tests.support.plugged import Plugged


async def run(office: Plugged, name: str) -> Sequence[str]:
    commands = {one.name: one for _, found in office.plugins.each("cli_commands") for one in found}
    async with unit_of_work(office.pool, office.services) as uow:
        lines: Sequence[str] = await commands[name].run(uow)
        return lines


async def test_hook_cli_commands(plugged: Plugged) -> None:
    """The catalogue's companies become areas, whole utilities and single categories alike; a second run finds none."""
    lines = await run(plugged, "take-areas")

    found = {(row["district"], row["utility"], row["category"]) for row in await works.rows(plugged, "service_area")}
    assert len(lines) == len(found)
    assert ("370900", "WATER", None) in found
    assert ("370921", "WATER", None) in found
    assert ("370902", "GAS", None) in found
    assert ("370900", "TELECOM", "160501") in found
    assert await run(plugged, "take-areas") == ["nothing to take over"]


async def test_gaps_are_told_by_place_and_by_company(plugged: Plugged) -> None:
    await works.area(plugged)

    lines = await run(plugged, "gaps")

    assert any(line.startswith("370902\tGAS\t160301, 160302\t") for line in lines)
    assert lines[-1].split("\t")[1:] == ["nobody on duty", "11-16 10:00", "11-24 00:00"]
