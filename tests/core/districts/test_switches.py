"""Where plug-ins are on, as a process knows it."""

import pytest

from core.districts.switches import Switches

CITY, EAST, WEST = "370900", "370902", "370911"
PATHS = {CITY: "/370900", EAST: "/370900/370902", WEST: "/370900/370911"}


@pytest.fixture
def switches() -> Switches:
    made = Switches(PATHS)
    made.replace({"tourism": [WEST, EAST], "museum": []})
    return made


def test_it_is_on_where_it_was_switched_on_and_nowhere_else(switches: Switches) -> None:
    assert switches.districts("tourism") == (EAST, WEST)
    assert [switches.on("tourism", one) for one in (CITY, EAST, WEST)] == [False, True, True]
    assert switches.districts("museum") == switches.districts("unheard_of") == ()


def test_what_is_taken_over_replaces_what_was(switches: Switches) -> None:
    switches.replace({"museum": [CITY]}, {CITY: "/370900"})

    assert (switches.districts("tourism"), switches.districts("museum")) == ((), (CITY,))
    assert dict(switches.paths) == {CITY: "/370900"}


@pytest.mark.parametrize(
    ("held_at", "found"),
    [
        ("/370900", (EAST, WEST)),
        ("/370900/370902", (EAST,)),
        ("/370900/370902/370902001", (EAST,)),
        ("/370900/370983", ()),
        ("/ta", ()),
        ("", ()),
    ],
)
def test_a_grant_reaches_the_districts_below_its_own(switches: Switches, held_at: str, found: tuple[str, ...]) -> None:
    assert switches.within("tourism", held_at) == found


def test_a_suspended_plug_in_is_off_though_it_stays_switched_on(switches: Switches) -> None:
    switches.suspend("tourism")

    assert switches.suspended == {"tourism"}
    assert not switches.on("tourism", EAST)
    assert switches.districts("tourism") == switches.within("tourism", "/370900") == ()
    assert switches.switched("tourism") == {EAST, WEST}
