"""Service areas: which company serves a place, and which places nobody serves."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, Text, any_, bindparam, exists, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from core.api import SHANGHAI, Read, Row, category, district, unit, within
from plugins.utility_queues.tables import service_area as area

_TODAY = bindparam("today", type_=Date())
VALID = (area.c.valid_from <= _TODAY) & (area.c.valid_to.is_(None) | (area.c.valid_to >= _TODAY))

_narrowed, _asked, _child = category.alias("narrowed"), category.alias("asked"), district.alias("child")
_APPLIES = _narrowed.c.code.is_(None) | within(_asked.c.path, _narrowed.c.path)

_SERVING = (
    select(area.c.id, area.c.unit_id, area.c.basis, area.c.category, area.c.district, unit.c.kind)
    .join(unit, unit.c.id == area.c.unit_id)
    .outerjoin(_narrowed, _narrowed.c.code == area.c.category)
    .join(_asked, _asked.c.code == bindparam("category", type_=Text()))
    .where(
        area.c.utility == _asked.c.essential_utility,
        within(bindparam("place", type_=Text()), area.c.district_path),
        VALID,
        unit.c.active,
        _APPLIES,
    )
    .order_by(func.length(_narrowed.c.path).desc().nulls_last(), func.length(area.c.district_path).desc(), area.c.id)
)

_UNSERVED = (
    select(
        district.c.gate,
        _asked.c.essential_utility.label("utility"),
        func.array_agg(_asked.c.code.distinct()).label("categories"),
        func.array_agg(district.c.code.distinct()).label("places"),
    )
    .select_from(district)
    .join(_asked, _asked.c.essential_utility.is_not(None))
    .where(
        district.c.gate == any_(bindparam("gates", type_=ARRAY(Text))),
        ~exists().where(_child.c.parent == district.c.code, _child.c.gate == district.c.gate),
        ~exists(select(literal(1)).where(category.c.parent == _asked.c.code)),
        ~exists(
            select(area.c.id)
            .join(unit, unit.c.id == area.c.unit_id)
            .outerjoin(_narrowed, _narrowed.c.code == area.c.category)
            .where(
                area.c.utility == _asked.c.essential_utility,
                within(district.c.path, area.c.district_path),
                VALID,
                unit.c.active,
                _APPLIES,
            )
            .correlate(district, _asked)
        ),
    )
    .group_by(district.c.gate, _asked.c.essential_utility)
    .order_by(district.c.gate, _asked.c.essential_utility)
)

_COVERING = select(area.c.id).where(
    area.c.unit_id == bindparam("unit_id"),
    area.c.utility == bindparam("utility", type_=Text()),
    within(bindparam("place", type_=Text()), area.c.district_path),
    VALID,
)


def today(now: datetime) -> date:
    """The local day of an instant."""
    return now.astimezone(SHANGHAI).date()


async def serving(read: Read, category_code: str, place: str, now: datetime) -> Sequence[Row]:
    """The areas that cover a category at a place (its path), best first: the narrowest category, then the nearest place."""
    return await read.fetch(_SERVING, category=category_code, place=place, today=today(now))


async def unserved(read: Read, gates: Sequence[str], now: datetime) -> Sequence[Row]:
    """What nobody serves in these districts: utility, categories, and the smallest places concerned."""
    return await read.fetch(_UNSERVED, gates=list(gates), today=today(now))


async def covers(read: Read, unit_id: UUID, utility: str, place: str, now: datetime) -> bool:
    """Whether the company serves the whole of the place (its path) with the utility, or with some category of it."""
    rows = await read.fetch(_COVERING, unit_id=unit_id, utility=utility, place=place, today=today(now))
    return bool(rows)
