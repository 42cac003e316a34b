"""What a process knows of where plug-ins are on."""

from core.districts.switches import Switches

CITY, EAST, WEST = "370900", "370902", "370911"
PATHS = {CITY: f"/{CITY}", EAST: f"/{CITY}/{EAST}", WEST: f"/{CITY}/{WEST}"}


def switches(*districts: str) -> Switches:
    made = Switches(PATHS)
    made.replace({"probe": districts})
    return made


def test_a_plug_in_is_on_where_it_was_switched_on_and_nowhere_else() -> None:
    made = switches(WEST, EAST)

    assert (made.on("probe", EAST), made.on("probe", CITY), made.on("other", EAST)) == (True, False, False)
    assert made.districts("probe") == (EAST, WEST)
    assert made.districts("other") == ()


def test_a_new_set_of_switches_takes_the_place_of_the_old_one() -> None:
    made = switches(EAST)

    made.replace({"other": [WEST]}, {WEST: PATHS[WEST]})

    assert made.districts("probe") == ()
    assert made.districts("other") == (WEST,)
    assert dict(made.paths) == {WEST: PATHS[WEST]}


def test_one_that_is_suspended_is_off_until_the_process_ends_and_still_hides() -> None:
    made = switches(EAST)

    made.suspend("probe")
    made.replace({"probe": [EAST]})

    assert not made.on("probe", EAST)
    assert made.districts("probe") == ()
    assert made.suspended == {"probe"}
    assert made.switched("probe") == {EAST}


def test_a_grants_district_reaches_those_below_it() -> None:
    made = switches(CITY, EAST, WEST)

    assert made.within("probe", f"/{CITY}") == (CITY, EAST, WEST)
    assert made.within("probe", f"/{CITY}/{EAST}") == (EAST,)


def test_a_townships_grant_reaches_the_district_it_lies_in() -> None:
    assert switches(EAST, WEST).within("probe", f"/{CITY}/{EAST}/{EAST}001") == (EAST,)


def test_a_grant_elsewhere_reaches_nothing() -> None:
    assert switches(EAST).within("probe", "/370100") == ()
    assert switches(EAST).within("probe", "") == ()
