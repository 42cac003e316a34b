"""The two service accounts an import acts through: the hotline's and the units'."""

import csv
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

from sqlalchemy import bindparam, select

from core.access.load import load_viewer
from core.access.matrix import Matrix
from core.access.viewer import Viewer
from core.accounts.model import account, role_grant
from core.db.read import Read
from core.db.uow import UnitOfWork, unit_of_work
from core.districts.model import district
from core.ids import new_id
from core.replay.acts import Staff
from core.services import Services
from core.units.model import unit
from web.problems import Halt

HOTLINE, UNITS = "i:hotline", "i:units"

_KNOWN = select(account.c.id).where(account.c.subject == bindparam("subject"))
_UNIT_PATH = select(unit.c.path).where(unit.c.code == bindparam("code"))
_DISTRICT_PATH = select(district.c.path).where(district.c.code == bindparam("code"))
_SINCE = datetime(2004, 1, 1, tzinfo=UTC)
"""The calendar's beginning: old messages are handled at their original times."""


async def staff(pool: Any, services: Services, matrix: Matrix) -> Staff:
    """Who acts; the accounts are made if they are missing. Raises Halt for one that is kept out."""
    async with unit_of_work(pool, services) as uow:
        for row in _accounts():
            if await uow.fetch_one(_KNOWN, subject=row["subject"]) is None:
                await _add(uow, row)
    hotline, units = [await _viewer(Read(pool), subject, matrix, services) for subject in (HOTLINE, UNITS)]
    return Staff(hotline, units)


async def _viewer(read: Read, subject: str, matrix: Matrix, services: Services) -> Viewer:
    found = await load_viewer(read, subject, matrix, services.clock.now())
    if found is None:
        raise Halt(f"The account {subject} is kept out.", f"Let it in with `hotline account enable {subject}`.")
    return found


async def _add(uow: UnitOfWork, row: Mapping[str, str]) -> None:
    one = {"id": new_id(), "subject": row["subject"], "kind": row["kind"], "name": row["name"], "active": True}
    await uow.insert(account, [one])
    grant = {
        "id": new_id(), "account_id": one["id"], "role": row["role"],
        "unit_path": await uow.fetch_value(_UNIT_PATH, code=row["unit"]),
        "district_path": await uow.fetch_value(_DISTRICT_PATH, code=row["district"]),
        "clearance": int(row["clearance"]), "valid_from": _SINCE, "valid_to": None,
    }  # fmt: skip
    await uow.insert(role_grant, [grant])


def _accounts() -> list[dict[str, str]]:
    text = (files("web.cli") / "import_accounts.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
