"""What the dispatch catalogue proposes for a case, with the trace of why (Art. 14(1))."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, bindparam, func, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.cases.model import case_file
from core.catalogue.model import catalogue_entry
from core.clock import SHANGHAI
from core.codes.model import category
from core.db.base import within
from core.db.read import Read, Row
from core.db.together import Ask
from core.db.uow import UnitOfWork
from core.districts.model import district
from core.units.model import unit

_asked = category.alias("asked")
_place = district.alias("place")

_ENTRIES = (
    select(
        catalogue_entry.c.id,
        catalogue_entry.c.unit_id,
        catalogue_entry.c.role,
        catalogue_entry.c.basis_title,
        catalogue_entry.c.basis,
        catalogue_entry.c.category,
        catalogue_entry.c.district,
        unit.c.kind.label("unit_kind"),
    )
    .join(category, category.c.code == catalogue_entry.c.category)
    .join(_asked, within(_asked.c.path, category.c.path))
    .join(district, district.c.code == catalogue_entry.c.district)
    .join(_place, within(_place.c.path, district.c.path))
    .join(unit, unit.c.id == catalogue_entry.c.unit_id)
    .where(
        _asked.c.code == bindparam("category"),
        _place.c.code == bindparam("district"),
        unit.c.active,
        catalogue_entry.c.valid_from <= bindparam("today", type_=Date()),
        catalogue_entry.c.valid_to.is_(None) | (catalogue_entry.c.valid_to >= bindparam("today", type_=Date())),
    )
    .order_by(
        func.length(category.c.path).desc(),
        func.length(district.c.path).desc(),
        catalogue_entry.c.adjudication_id.is_(None),
        catalogue_entry.c.created_at.desc(),
        catalogue_entry.c.id,
    )
)
_ID = bindparam("id", type_=Uuid(as_uuid=True))
_CATEGORY_OF = select(case_file.c.category).where(case_file.c.id == _ID)
_DISTRICT_OF = select(case_file.c.district).where(case_file.c.id == _ID)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Why a unit should have a part in a case.

    `role` is LEAD or another role, `basis` the law and its article. `owner` is who proposes: `core`, for the catalogue, or
    the plug-in; whoever makes the proposal may leave it out. `entry_id`, `category` and `district` are those of the
    catalogue's entry; a plug-in that has none gives the category and place it went by, if any.
    """

    unit_id: UUID
    unit_kind: str
    role: str
    basis: str
    category: str | None = None
    district: str | None = None
    entry_id: UUID | None = None
    owner: str = "core"

    def trace(self) -> dict[str, str]:
        """Who proposed this unit and by what, in ids and codes."""
        entry = None if self.entry_id is None else str(self.entry_id)
        told = {"owner": self.owner, "entry": entry, "category": self.category, "district": self.district}
        return {name: value for name, value in told.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Proposals:
    """All of them, best first; of the catalogue's the deepest category, then the nearest district, then precedents."""

    found: tuple[Proposal, ...]

    @property
    def leads(self) -> Sequence[Proposal]:
        """Those that name a lead."""
        return [one for one in self.found if one.role == "LEAD"]

    def of(self, unit_id: UUID) -> Proposal | None:
        """The best one for a unit."""
        return next((one for one in self.found if one.unit_id == unit_id), None)


def foresee_proposals(uow: UnitOfWork, case_id: UUID) -> None:
    """Have what the catalogue says about a case, as it is, come with the case."""
    category, place = Ask(_CATEGORY_OF, {"id": case_id}), Ask(_DISTRICT_OF, {"id": case_id})
    uow.foresee(_ENTRIES, category=category, district=place, today=_local_day(uow.now))


async def propose(read: Read, category_code: str | None, district_code: str, at: datetime) -> Proposals:
    """What the catalogue says about a category in a place on the local day of `at`."""
    if category_code is None:
        return Proposals(())
    rows = await read.fetch(_ENTRIES, category=category_code, district=district_code, today=_local_day(at))
    return Proposals(tuple(_proposal(row) for row in rows))


def _local_day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


def _proposal(row: Row) -> Proposal:
    return Proposal(
        entry_id=row["id"],
        unit_id=row["unit_id"],
        unit_kind=row["unit_kind"],
        role=row["role"],
        basis=_basis(row["basis_title"], row["basis"]),
        category=row["category"],
        district=row["district"],
    )


def _basis(title: str, article: str) -> str:
    """A law and its article; an entry without a basis says so once."""
    return title if title == article else f"{title} {article}".strip()
