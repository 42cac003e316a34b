"""One demonstration account per role, made only for `hotline serve --demo`."""

import csv
from datetime import UTC, datetime
from importlib.resources import files

from sqlalchemy import bindparam, select

from core.accounts.model import account, role_grant
from core.db.uow import UnitOfWork
from core.districts.model import district
from core.ids import new_id
from core.units.model import liaison_officer, unit

_KNOWN = select(account.c.id).where(account.c.subject == bindparam("subject"))
_UNIT = select(unit.c.id, unit.c.path).where(unit.c.code == bindparam("code"))
_PLACE = select(district.c.path).where(district.c.code == bindparam("code"))


def demo_accounts() -> list[dict[str, str]]:
    """The accounts as the file names them, one per role."""
    text = (files("web.cli") / "demo_accounts.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


async def add_demo_accounts(uow: UnitOfWork) -> int:
    """Make the accounts that are missing; how many there were."""
    made = 0
    for row in demo_accounts():
        if await uow.fetch_one(_KNOWN, subject=row["subject"]) is None:
            await _add(uow, row)
            made += 1
    return made


async def _add(uow: UnitOfWork, row: dict[str, str]) -> None:
    held_at = await uow.fetch_one(_UNIT, code=row["unit"])
    assert held_at is not None, f"demo_accounts.csv names the unit {row['unit']}, which the seed does not have"
    account_id = new_id()
    await uow.insert(
        account,
        [{"id": account_id, "subject": row["subject"], "kind": row["kind"], "name": row["name"], "active": True}],
    )
    grant = {
        "id": new_id(), "account_id": account_id, "role": row["role"], "unit_path": held_at["path"],
        "district_path": await uow.fetch_value(_PLACE, code=row["district"]), "clearance": int(row["clearance"]),
        "valid_from": datetime(2004, 1, 1, tzinfo=UTC), "valid_to": None,
    }  # fmt: skip
    await uow.insert(role_grant, [grant])
    await uow.insert(
        liaison_officer, [{"id": new_id(), "unit_id": held_at["id"], "account_id": account_id, "active": True}]
    )
