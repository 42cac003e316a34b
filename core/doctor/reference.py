"""Invariants of what operators keep: trees of units, places and categories, grants, catalogue, calendar."""

# ruff: noqa: S608 - the parts are written here, nothing of them comes from outside.

from core.doctor.invariant import Invariant


def _tree(name: str, table: str, parent: str, key: str, article: str) -> Invariant:
    return Invariant(
        name,
        article,
        "将路径改为上级路径加本级代码。",
        "Set the path to the parent's path, a slash and the code.",
        f"""
        select n.code, n.path || ' does not follow from its parent' from {table} n
        left join {table} p on p.{key} = n.{parent}
        where n.path <> coalesce(p.path, '') || '/' || n.code
        """,
    )


UNIT_PATH = _tree("unit.path", "unit", "parent_id", "id", "Art. 3, 7")
DISTRICT_PATH = _tree("district.path", "district", "parent", "code", "Art. 3")
CATEGORY_PATH = _tree("category.path", "category", "parent", "code", "Art. 12")

DISTRICT_GATE = Invariant(
    "district.gate",
    "a township is switched with its district",
    "将开关代码改为区划代码的前六位。",
    "Set the gate to the first six digits of the code.",
    "select code, 'gate ' || gate from district where gate <> left(code, 6)",
)

GRANT = Invariant(
    "grant.paths",
    "Art. 28",
    "将授权改为现有的单位和区划路径。",
    "Give the grant a unit path and a district path that exist, and a clearance between 0 and 3.",
    """
    select g.id::text, g.role || ' at ' || g.unit_path || ', ' || g.district_path from role_grant g
    where not exists (select from unit u where u.path = g.unit_path)
       or not exists (select from district d where d.path = g.district_path) or g.clearance not between 0 and 3
    """,
)

CATALOGUE = Invariant(
    "catalogue.validity",
    "Art. 14(1)",
    "失效日期不得早于生效日期。",
    "Let the entry end no earlier than it begins.",
    "select id::text, valid_from || ' to ' || valid_to from catalogue_entry where valid_to < valid_from",
)

CALENDAR = Invariant(
    "calendar.days",
    "Art. 15(2)",
    "重新导入该年的放假通知。",
    "Import that year's notice again: a published year has all its days.",
    """
    select y.year::text, count(d.day) || ' days' from calendar_year y
    left join calendar_day d on d.day >= make_date(y.year, 1, 1) and d.day < make_date(y.year + 1, 1, 1)
    group by y.year having count(d.day) <> make_date(y.year + 1, 1, 1) - make_date(y.year, 1, 1)
    """,
)

REFERENCE = (UNIT_PATH, DISTRICT_PATH, CATEGORY_PATH, DISTRICT_GATE, GRANT, CATALOGUE, CALENDAR)
