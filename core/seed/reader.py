"""Reading the facts of a city from its folder of CSV files. Pure: nothing is kept, nothing is written.

Each `read_…` takes a folder (Tai'an's own by default) and returns the records in file order. It raises SeedError,
naming file, line, column and mend, for what one line or its repetition shows to be wrong; `core.seed.check` finds
what only the whole shows.
"""

from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TypeVar

from core.seed import parse
from core.seed.records import CatalogueEntry, Category, CityData, District, PlaceCode, Township, Unit
from core.seed.table import Line, read_lines

TAIAN: Traversable = files("core.seed") / "taian"

_Record = TypeVar("_Record")


def read_districts(folder: Traversable = TAIAN) -> tuple[District, ...]:
    return _records(folder, "districts.csv", ("code", "name", "kind", "parent", "source"), parse.district)


def read_townships(folder: Traversable = TAIAN) -> tuple[Township, ...]:
    return _records(folder, "townships.csv", ("code", "name", "district", "kind", "source"), parse.township)


def read_units(folder: Traversable = TAIAN) -> tuple[Unit, ...]:
    what = ("code", "name", "short_name", "kind", "level")
    return _records(folder, "units.csv", (*what, "district", "parent", "capabilities", "source"), parse.unit)


def read_categories(folder: Traversable = TAIAN) -> tuple[Category, ...]:
    what, rules = ("code", "parent", "level", "name", "name_en"), ("required_fields", "essential_utility", "long_cycle")
    return _records(folder, "categories.csv", (*what, *rules, "source"), parse.category)


def read_catalogue(folder: Traversable = TAIAN) -> tuple[CatalogueEntry, ...]:
    duty, terms = ("category", "district", "unit", "role"), ("basis_title", "basis", "valid_from", "valid_to")
    return _records(
        folder, "catalogue.csv", (*duty, *terms, "source"), parse.catalogue_entry, key=(*duty, "valid_from")
    )


def read_place_codes(folder: Traversable = TAIAN) -> tuple[PlaceCode, ...]:
    return _records(folder, "place_codes.csv", ("number", "district", "source"), parse.place_code, key=("number",))


def read_city(folder: Traversable = TAIAN) -> CityData:
    """All files of one folder together."""
    return CityData(
        districts=read_districts(folder),
        townships=read_townships(folder),
        units=read_units(folder),
        categories=read_categories(folder),
        catalogue=read_catalogue(folder),
        place_codes=read_place_codes(folder),
    )


@cache
def taian() -> CityData:
    """Tai'an's facts, read once per process."""
    return read_city()


def _records(
    folder: Traversable,
    file: str,
    columns: Sequence[str],
    parse_line: Callable[[Line], _Record],
    key: Sequence[str] = ("code",),
) -> tuple[_Record, ...]:
    seen: dict[tuple[str, ...], int] = {}
    records = []
    for line in read_lines(folder, file, columns):
        records.append(parse_line(line))
        first = seen.setdefault(tuple(line.cells[column] for column in key), line.number)
        if first != line.number:
            raise line.refusal(key[0], f"the same {', '.join(key)} as line {first}", "remove one of the two lines")
    return tuple(records)
