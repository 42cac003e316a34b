"""Where plug-ins are on: the file, and over it the newest switch."""

import pytest

from core.districts.queries import last_switch, read_paths, take_switches
from core.plugin.host import PluginHost
from tests.core.plugin.making import EAST, WEST, load, plugin
from tests.support.office import Office

CITY = "370900"


async def host(office: Office, text: str) -> PluginHost:
    made = load(f"api = 1\n[plugins.probe]\n{text}", plugin("probe"))
    await take_switches(office.read, made)
    return made


async def switched(office: Office, district: str, *, enabled: bool) -> None:
    await office.pool.execute(
        "insert into plugin_switch (id, district, plugin, enabled, reason, by, at) "
        "values (gen_random_uuid(), $1, 'probe', $2, '', gen_random_uuid(), now())",
        district,
        enabled,
    )


async def test_the_city_and_its_districts_can_be_switched_townships_cannot(office: Office) -> None:
    paths = await read_paths(office.read)

    assert paths[EAST] == f"/{CITY}/{EAST}"
    assert paths[CITY] == f"/{CITY}"
    assert {len(code) for code in paths} == {6}


@pytest.mark.parametrize(
    ("said", "on"),
    [(f'districts = ["{EAST}"]', {EAST}), ("districts = []", set()), (f'districts = ["{CITY}"]', {CITY})],
)
async def test_the_file_alone(office: Office, said: str, on: set[str]) -> None:
    assert set((await host(office, said)).switches.districts("probe")) == on


async def test_a_star_is_everywhere(office: Office) -> None:
    made = await host(office, 'districts = "*"')

    assert set(made.switches.districts("probe")) == set(await read_paths(office.read))


async def test_the_newest_switch_holds_over_the_file(office: Office) -> None:
    await switched(office, EAST, enabled=False)
    await switched(office, EAST, enabled=True)
    await switched(office, WEST, enabled=True)
    await switched(office, WEST, enabled=False)

    made = await host(office, f'districts = ["{WEST}"]')

    assert made.switches.districts("probe") == (EAST,)


async def test_the_file_alone_decides_for_a_locked_one(office: Office) -> None:
    await switched(office, EAST, enabled=True)

    made = await host(office, f'districts = ["{WEST}"]\nlocked = true')

    assert made.switches.districts("probe") == (WEST,)


async def test_a_switch_has_a_higher_number_than_all_before(office: Office) -> None:
    assert await last_switch(office.read) == 0
    await switched(office, EAST, enabled=True)
    first = await last_switch(office.read)
    await switched(office, EAST, enabled=False)

    assert await last_switch(office.read) > first > 0
