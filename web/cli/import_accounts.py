"""The two service accounts an import acts through: the hotline's and the units'."""

import csv
from datetime import UTC, datetime
from importlib.resources import files

from sqlalchemy import bindparam, select

from core.access.load import load_viewer
from core.access.viewer import Viewer
from core.accounts.model import account, role_grant
from core.db.uow import UnitOfWork, unit_of_work
from core.districts.model import district
from core.ids import new_id
from core.replay.acts import Staff
from core.units.model import unit
from web.host import Host

HOTLINE, UNITS = "i:hotline", "i:units"

_UNIT_PATH = select(unit.c.path).where(unit.c.code == bindparam("code"))
_DISTRICT_PATH = select(district.c.path).where(district.c.code == bindparam("code"))
_SINCE = datetime(2004, 1, 1, tzinfo=UTC)
"""The calendar's beginning: old messages are handled at their original times."""


async def staff(host: Host) -> Staff:
    """Who acts; the accounts are made if they are missing. One that an operator has switched off stays off."""
    return Staff(hotline=await _viewer(host, HOTLINE), units=await _viewer(host, UNITS))


async def _viewer(host: Host, subject: str) -> Viewer:
    found = await load_viewer(host.read, subject, host.matrix, host.clock.now())
    if found is None:
        async with unit_of_work(host.pool, host.services) as uow:
            await _add(uow, subject)
        found = await load_viewer(host.read, subject, host.matrix, host.clock.now())
    assert found is not None
    return found


async def _add(uow: UnitOfWork, subject: str) -> None:
    row = next(row for row in _accounts() if row["subject"] == subject)
    one = {"id": new_id(), "subject": subject, "kind": row["kind"], "name": row["name"], "active": True}
    await uow.insert_new(account, one)
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
