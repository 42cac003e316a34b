"""The terms of a measure, checked and as they are kept."""

from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import NotFound, Refused, UnitOfWork, check, unit
from plugins.enterprise_desk.errors import PERIOD_REVERSED
from plugins.enterprise_desk.inputs import MeasureTerms
from plugins.enterprise_desk.profile import known_industry
from plugins.enterprise_desk.vocabulary import Size

TITLE = 200
_UNIT = select(unit.c.id).where(unit.c.id == bindparam("id", type_=Uuid(as_uuid=True)))


async def columns_of(uow: UnitOfWork, terms: MeasureTerms) -> dict[str, Any]:
    """The columns of the terms. Raises Refused, naming the field."""
    if await uow.fetch_one(_UNIT, id=terms.issuing_unit_id) is None:
        raise NotFound(field=("input", "issuingUnitId"))
    if terms.valid_to is not None and terms.valid_to < terms.valid_from:
        raise Refused(PERIOD_REVERSED, field=("input", "validTo"))
    return {
        "title": check.text(terms.title, "title", limit=TITLE), "issuing_unit_id": terms.issuing_unit_id,
        "industries": sorted({await known_industry(uow, one, "industries") for one in terms.industries}),
        "sizes": [size.value for size in Size if size in terms.sizes],
        "districts": sorted({(await check.known_district(uow, one, "districts"))["code"] for one in terms.districts}),
        "valid_from": terms.valid_from, "valid_to": terms.valid_to, "basis": check.text(terms.basis, "basis"),
        "benefit": check.text(terms.benefit, "benefit"),
    }  # fmt: skip
