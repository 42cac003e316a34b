"""The people of these tests: cleared officers of the agency, and others whom a referral must not reach."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from core.access.load import load_viewer
from core.access.viewer import Viewer
from core.accounts.model import account, role_grant
from core.db.uow import UnitOfWork, unit_of_work
from core.ids import new_id
from tests.support.plugged import Plugged

SINCE = datetime(2004, 1, 1, tzinfo=UTC)
CITY, COUNTY, TOWNSHIP, OFFICE = "/ta", "/ta/370902", "/ta/370902/370902001", "/ta/370902/370902-hr"


@dataclass(frozen=True, slots=True)
class Person:
    """Where somebody's grants lie; all of them cleared for DISCIPLINE but where it says otherwise."""

    role: str
    unit_paths: tuple[str, ...] = (CITY,)
    clearance: int = 3
    district_path: str = "/370900"


STAFF: Mapping[str, Person] = {
    "proposer": Person("supervisor"),
    "reviewing": Person("supervisor"),
    "approving": Person("city_lead"),
    "inspecting": Person("discipline_inspector"),
    "uncleared": Person("supervisor", clearance=2),
    "elsewhere": Person("supervisor", district_path="/370900/370911"),
    "at_the_county": Person("supervisor", (COUNTY,)),
    "standing_at_the_county": Person("supervisor", (COUNTY,)),
    "at_the_township": Person("supervisor", (TOWNSHIP,)),
    "at_the_office": Person("supervisor", (OFFICE,)),
    "also_at_the_county": Person("supervisor", (CITY, COUNTY)),
    "beside_the_county": Person("supervisor", ("/ta/370911",)),
}
NAMELY = ("proposer", "reviewing", "approving", "inspecting")
"""Who is named where a test does not say otherwise."""


async def hire(office: Plugged) -> Mapping[str, Viewer]:
    """Make the accounts that are missing; everybody as a viewer."""
    async with unit_of_work(office.pool, office.services) as uow:
        for name, person in STAFF.items():
            await _hire(uow, name, person)
    found = {name: await load_viewer(office.read, f"t:{name}", office.matrix, office.clock.now()) for name in STAFF}
    return {name: one for name, one in found.items() if one is not None}


async def _hire(uow: UnitOfWork, name: str, person: Person) -> None:
    id_ = new_id()
    row = {"id": id_, "subject": f"t:{name}", "kind": "PERSON", "name": name, "active": True}
    if not await uow.insert_new(account, row):
        return
    grants = [
        {
            "id": new_id(), "account_id": id_, "role": person.role, "unit_path": path, "district_path": person.district_path,
            "clearance": person.clearance, "valid_from": SINCE, "valid_to": None,
        }
        for path in person.unit_paths
    ]  # fmt: skip
    await uow.insert(role_grant, grants)


def now(office: Plugged, viewer: Viewer) -> Viewer:
    """The same person at this instant."""
    return replace(viewer, now=office.clock.now())
