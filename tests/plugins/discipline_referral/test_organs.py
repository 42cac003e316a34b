"""The organ of the same level: a county unit's is the county's, a city unit's the city's."""

import csv
from pathlib import Path

import pytest

from core.errors import Refused
from plugins.discipline_referral.organs import organ_of, same_level
from plugins.discipline_referral.settings import bundled_organs

TAIAN = Path(__file__).parents[3] / "core/seed/taian"


@pytest.mark.parametrize(
    ("level", "gate", "organ"),
    [
        ("CITY", "370900", "370900"),
        ("COUNTY", "370902", "370902"),
        ("COUNTY", "370983", "370983"),
        ("TOWN", "370911", "370911"),
        ("COUNTY", "370904", "370904"),
        ("CITY", "370902", None),
        ("COUNTY", "370900", None),
        ("COUNTY", "999999", None),
        ("PROVINCE", "370900", None),
    ],
)
def test_level_and_district_decide(level: str, gate: str, organ: str | None) -> None:
    found = organ_of(bundled_organs(), level, gate)

    assert (found.code if found else None) == organ


def test_a_unit_without_an_organ_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        same_level((), "CITY", "370900")

    assert (refused.value.code.code, refused.value.field) == ("DISCIPLINE_REFERRAL_NO_ORGAN", ("input", "unitId"))


def test_every_unit_of_tai_an_has_one() -> None:
    units = csv.DictReader((TAIAN / "units.csv").read_text("utf-8").splitlines())

    without = [row["code"] for row in units if not organ_of(bundled_organs(), row["level"], row["district"][:6])]

    assert without == []
