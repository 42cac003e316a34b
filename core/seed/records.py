"""What the seed files hold, one frozen record per line. Codes are references; nothing here is a database id."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class District:
    """A city, district, county or functional zone; `code` has six digits, `parent` is None for the city alone."""

    code: str
    name: str
    kind: str
    parent: str | None
    source: str


@dataclass(frozen=True, slots=True)
class Township:
    """A town, township or subdistrict; `code` has nine digits and begins with those of `parent`, its district."""

    code: str
    name: str
    parent: str
    kind: str
    source: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that handles or manages cases (Art. 3, 6–8); `parent` is None for the city government alone."""

    code: str
    name: str
    short_name: str
    kind: str
    level: str
    district: str
    parent: str | None
    capabilities: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Category:
    """A node of the category tree; the reporter's `required_fields` are Art. 10's, `essential_utility` Art. 18's."""

    code: str
    parent: str | None
    level: int
    name: str
    name_en: str
    required_fields: tuple[str, ...]
    essential_utility: str | None
    long_cycle: bool
    source: str


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One line of the dispatch catalogue (Art. 14): who leads or helps with a category in a district.

    `basis_title` is a law, `basis` its article; each is `none` where we are not sure. `valid_to` is the last day.
    """

    category: str
    district: str
    unit: str
    role: str
    basis_title: str
    basis: str
    valid_from: date
    valid_to: date | None
    source: str


@dataclass(frozen=True, slots=True)
class PlaceCode:
    """Where a coded place lies; `number` is None for a letter alone (A市), else the place in the cycle (A3区 → 3)."""

    number: int | None
    district: str
    source: str


@dataclass(frozen=True, slots=True)
class CityData:
    """Everything that is known of one city before its first case."""

    districts: tuple[District, ...]
    townships: tuple[Township, ...]
    units: tuple[Unit, ...]
    categories: tuple[Category, ...]
    catalogue: tuple[CatalogueEntry, ...]
    place_codes: tuple[PlaceCode, ...]
