"""Each rule finds the one corruption made for it, and no other rule does."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from core.seed.check import Finding, findings, leaves
from core.seed.reader import taian
from core.seed.records import CityData

CITY = taian()
COUNTY = "370921"


def without_place(city: CityData) -> CityData:
    place = replace(city.place_codes[1], district="999999")
    return replace(city, place_codes=(*city.place_codes[:1], place))


def without_township_unit(city: CityData) -> CityData:
    return replace(city, units=tuple(u for u in city.units if u.code != "370921101"))


def with_second_agency(city: CityData) -> CityData:
    agency = next(u for u in city.units if u.code == f"{COUNTY}-hotline")
    return replace(city, units=(*city.units, replace(agency, code=f"{COUNTY}-hotline-two")))


def without_parent(city: CityData) -> CityData:
    unit = next(u for u in city.units if u.code == "ta-education")
    return replace(city, units=(*city.units, replace(unit, code="ta-lost", parent="nowhere")))


def with_second_root(city: CityData) -> CityData:
    unit = next(u for u in city.units if u.code == "ta-education")
    return replace(city, units=(*city.units, replace(unit, code="tb", parent=None)))


def with_circle(city: CityData) -> CityData:
    unit = next(u for u in city.units if u.code == "ta-education")
    circle = (replace(unit, code="one", parent="two"), replace(unit, code="two", parent="one"))
    return replace(city, units=(*city.units, *circle))


def with_unled_leaf(city: CityData) -> CityData:
    node = next(c for c in city.categories if c.code == "01")
    return replace(city, categories=(*city.categories, replace(node, code="98")))


def with_duty_of_a_township(city: CityData) -> CityData:
    entry = next(e for e in city.catalogue if (e.category, e.district) == ("0101", COUNTY))
    return replace(city, catalogue=(*city.catalogue, replace(entry, unit="370921101", role="CO_HANDLER")))


@pytest.mark.parametrize(
    ("corrupt", "expected"),
    [
        (
            without_place,
            [Finding("loose reference", "place 1", "there is no district 999999; add it or mend the line")],
        ),
        (without_township_unit, [Finding("township unit", "370921101", "add its unit with parent 370921")]),
        (with_second_agency, [Finding("one agency", COUNTY, "it has 2 hotline agencies; give it one")]),
        (
            without_parent,
            [
                Finding(
                    "orphan",
                    "ta-lost",
                    "ta-lost lies under nowhere, which does not exist; add nowhere or mend the parent",
                )
            ],
        ),
        (with_second_root, [Finding("one root", "tb", "give it a parent; only the city has none")]),
        (
            with_circle,
            [
                Finding("orphan", "one", "one lies under itself by way of one; mend one of the parents"),
                Finding("orphan", "two", "two lies under itself by way of two; mend one of the parents"),
            ],
        ),
        (
            with_unled_leaf,
            [Finding("lead", f"98 in {d.code}", "add a LEAD to the catalogue") for d in CITY.districts],
        ),
        (with_duty_of_a_township, [Finding("township duty", f"0101 in {COUNTY}", "replace township 370921101")]),
    ],
)
def test_a_corruption_is_found_by_its_rule_alone(
    corrupt: Callable[[CityData], CityData], expected: list[Finding]
) -> None:
    assert list(findings(corrupt(CITY))) == expected


def test_a_catalogue_line_names_each_code_that_does_not_exist() -> None:
    entry = replace(CITY.catalogue[0], category="970000", district="999999", unit="nobody")

    assert [found.text for found in findings(replace(CITY, catalogue=(*CITY.catalogue, entry)))] == [
        "there is no district 999999; add it or mend the line",
        "there is no unit nobody; add it or mend the line",
        "there is no category 970000; add it or mend the line",
    ]


def test_leaves_are_the_categories_with_nothing_below() -> None:
    assert {leaf.level for leaf in leaves(CITY.categories)} == {3}
