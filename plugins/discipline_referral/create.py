"""A new referral, by a person or by the system."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from core.api import SYSTEM, CaseKey, Read, Row, UnitOfWork, district, month_of, new_id, unit
from plugins.discipline_referral import officers
from plugins.discipline_referral.act import note_down
from plugins.discipline_referral.operations import PLUGIN
from plugins.discipline_referral.sealed import FACTS, columns
from plugins.discipline_referral.settings import DisciplineSettings, Organ
from plugins.discipline_referral.states import Act, State
from plugins.discipline_referral.tables import referral

_UNIT = (
    select(unit.c.id, unit.c.path, unit.c.level, district.c.gate)
    .join(district, district.c.code == unit.c.district)
    .where(unit.c.id == bindparam("unit_id"))
)


def settings(uow: UnitOfWork, gate: str) -> DisciplineSettings:
    """As they hold in a district."""
    return uow.services.plugins.settings(DisciplineSettings, gate)


def is_on(uow: UnitOfWork, gate: str) -> bool:
    """Whether the plug-in is on in a district."""
    return uow.services.plugins.switches.on(PLUGIN, gate)


async def accused_unit(read: Read, unit_id: UUID) -> Row:
    """The unit's path, level and the six-digit code of its district."""
    found = await read.fetch_one(_UNIT, unit_id=unit_id)
    assert found is not None, "it is a unit of an assignment"
    return found


async def new_row(
    uow: UnitOfWork, case: Row, of: Row, organ: Organ, state: State, facts: str | None, **more: object
) -> tuple[CaseKey, dict[str, Any]]:
    """The row of a referral of the unit `of` in the case, and the key made for it."""
    id_, key = new_id(), await uow.services.keys.new_case_key(month_of(uow.now))
    return key, {
        "id": id_, "version": 1, "state": state.value, "case_id": case["id"], "district_path": case["district_path"],
        "gate": case["gate"], "agency_path": case["agency_path"], "unit_id": of["id"], "unit_path": of["path"],
        "organ": organ.code, "organ_name": organ.name, "case_key": key.wrapped, "created_at": uow.now,
        **columns(uow, key, FACTS, id_, facts), **more,
    }  # fmt: skip


async def insert(uow: UnitOfWork, row: Mapping[str, Any]) -> bool:
    """Write the referral unless the system has proposed just this before."""
    return await uow.insert_new(referral, row)


async def open_file(uow: UnitOfWork, act: Act, row: Row, actor: UUID | None, named: Iterable[UUID]) -> None:
    """Name who needs to know, and write the first step; the row is written."""
    who = list(dict.fromkeys(named))
    await officers.name(uow, row["id"], who, actor or SYSTEM.id)
    body = {"grounds": row["grounds"], "unit": str(row["unit_id"]), "officers": [str(one) for one in who]}
    await note_down(uow, act, row, actor, body=body)
