"""The levels of the unit tree as a GraphQL enum."""

from enum import StrEnum

from schema.enums import described


class UnitLevel(StrEnum):
    """At which level of government a unit stands (Art. 3)."""

    CITY = "CITY"
    COUNTY = "COUNTY"
    TOWN = "TOWN"


described(
    UnitLevel,
    "UnitLevel",
    "At which level of government a unit stands.\n单位层级",
    {"CITY": "City level · 市级", "COUNTY": "County level · 县级", "TOWN": "Town level · 镇街级"},
)
