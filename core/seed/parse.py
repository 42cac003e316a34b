"""From one line of a seed file to its record: what a single line shows to be wrong is refused here."""

from core.seed.records import CatalogueEntry, Category, District, PlaceCode, Township, Unit
from core.seed.table import Line

DISTRICT_KINDS = ("CITY", "DISTRICT", "COUNTY", "COUNTY_CITY", "FUNCTIONAL_ZONE")
TOWNSHIP_KINDS = ("TOWN", "SUBDISTRICT", "TOWNSHIP")
UNIT_KINDS = (
    "HOTLINE_AGENCY",
    "GOVERNMENT",
    "DEPARTMENT",
    "DISPATCHED_ORGAN",
    "TOWNSHIP",
    "PUBLIC_SERVICE_ENTERPRISE",
    "SUPPORTING_ORG",
)
UNIT_LEVELS = ("CITY", "COUNTY", "TOWN")
UTILITIES = ("WATER", "POWER", "GAS", "HEAT", "TELECOM")
ROLES = ("LEAD", "CO_HANDLER")
NO_BASIS = "none"

_SIX_DIGITS = (r"\d{6}", "a code of six digits")
_UNIT_CODE = (r"[a-z0-9]+(-[a-z0-9]+)*", "a code of a-z, 0-9 and hyphens")
_CATEGORY_CODE = (r"\d{2}|\d{4}|\d{6}", "a code of two, four or six digits")


def district(line: Line) -> District:
    return District(
        code=line.code("code", *_SIX_DIGITS),
        name=line.text("name"),
        kind=line.one_of("kind", DISTRICT_KINDS),
        parent=line.optional_code("parent", *_SIX_DIGITS),
        source=line.text("source"),
    )


def township(line: Line) -> Township:
    code, parent = line.code("code", r"\d{9}", "a code of nine digits"), line.code("district", *_SIX_DIGITS)
    if not code.startswith(parent):
        raise line.refusal("district", f"{parent} is not the beginning of {code}", "give the township's own district")
    kind = line.one_of("kind", TOWNSHIP_KINDS)
    return Township(code=code, name=line.text("name"), parent=parent, kind=kind, source=line.text("source"))


def unit(line: Line) -> Unit:
    return Unit(
        code=line.code("code", *_UNIT_CODE),
        name=line.text("name"),
        short_name=line.text("short_name"),
        kind=line.one_of("kind", UNIT_KINDS),
        level=line.one_of("level", UNIT_LEVELS),
        district=line.code("district", *_SIX_DIGITS),
        parent=line.optional_code("parent", *_UNIT_CODE),
        capabilities=line.many("capabilities", r"[A-Z]+(_[A-Z]+)*", "a capability in capital letters"),
        source=line.text("source"),
    )


def category(line: Line) -> Category:
    code, level = line.code("code", *_CATEGORY_CODE), int(line.one_of("level", ("1", "2", "3")))
    if len(code) != 2 * level:
        raise line.refusal("level", f"{code} is not of level {level}", "give two digits of code per level")
    parent = line.optional_code("parent", *_CATEGORY_CODE)
    if (parent or "") != code[:-2]:
        raise line.refusal("parent", f"{parent} is not {code} without its last two digits", "give the category above")
    return Category(
        code=code,
        parent=parent,
        level=level,
        name=line.text("name"),
        name_en=line.text("name_en"),
        required_fields=line.many("required_fields", r"[a-z]+(_[a-z]+)*", "a field in small letters"),
        essential_utility=line.one_of("essential_utility", UTILITIES) if line.cells["essential_utility"] else None,
        long_cycle=line.flag("long_cycle"),
        source=line.text("source"),
    )


def catalogue_entry(line: Line) -> CatalogueEntry:
    title, basis = line.text("basis_title"), line.text("basis")
    if title == NO_BASIS and basis != NO_BASIS:
        raise line.refusal("basis", f"{basis} is an article of no law", "name the law in basis_title, or give none")
    start, end = line.day("valid_from"), line.optional_day("valid_to")
    if end is not None and end < start:
        raise line.refusal("valid_to", f"{end} is before valid_from {start}", "give a later day, or leave it empty")
    return CatalogueEntry(
        category=line.code("category", *_CATEGORY_CODE),
        district=line.code("district", *_SIX_DIGITS),
        unit=line.code("unit", *_UNIT_CODE),
        role=line.one_of("role", ROLES),
        basis_title=title,
        basis=basis,
        valid_from=start,
        valid_to=end,
        source=line.text("source"),
    )


def place_code(line: Line) -> PlaceCode:
    number = line.optional_code("number", r"[1-9]\d?", "a number from 1 to 99")
    district_code = line.code("district", *_SIX_DIGITS)
    return PlaceCode(None if number is None else int(number), district_code, line.text("source"))
