"""What queries made by chance are asked about: something of everything, every role, any choice of plug-ins and districts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from core.access.viewer import Viewer
from schema.compose import HotlineSchema
from schema.context import Language, RequestContext
from schema.data.types import declared_types
from schema.export import schema_with
from schema.relay.ids import encode
from tests.plugins.test_gates import NAMES, Stage
from tests.schema.conftest import SIGNING_KEY, SOURCE, Api
from tests.schema.support.desk import Desk
from tests.support.plugged import Plugged

ROLES = (
    "operator", "dispatcher", "reviewer", "callback_officer", "city_lead", "county_officer", "unit_liaison", "unit_handler",
    "utility_service", "legal_desk", "enterprise_desk", "supervisor", "discipline_inspector", "auditor", "administrator",
    "reporter", "developer",
)  # fmt: skip
AWKWARD = "引号\" ' \\ \n\t\u2028 </script> 😀 {}%s"


@dataclass
class World:
    """An office with something of everything, what may be asked for, and some rows' keys by the name of their type."""

    stage: Stage
    pool: dict[str, list[Any]]
    keys: dict[str, list[UUID]]

    @property
    def office(self) -> Plugged:
        """Where it all is; all plug-ins are loaded."""
        return self.stage.office

    def schemas(self, random: Random) -> tuple[HotlineSchema, HotlineSchema]:
        """That of all plug-ins, and one of some of them."""
        return self.office.schema, schema_with([name for name in NAMES if random.random() < 0.5])

    def viewers(self) -> list[Viewer]:
        """Every role; one who holds everything; some who hold two roles, one of them in a county."""
        roles = [self.office.viewer(role) for role in ROLES]
        county = self.office.viewer("county_officer")
        both = [replace(one, grants=(*one.grants, *county.grants)) for one in roles[:8]]
        return [*roles, *both, self.stage.viewer(), self.stage.viewer("/370900/370902")]

    def context(self, viewer: Viewer, language: Language) -> RequestContext:
        """A request of that viewer."""
        office = self.office
        return RequestContext(
            viewer, office.pool, office.services, office.codes, SIGNING_KEY, SOURCE, language=language
        )

    def switched(self, random: Random) -> dict[str, tuple[str, ...]]:
        """Each plug-in on in some districts, in all, or now and then in none."""
        everywhere = tuple(self.office.plugins.switches.paths)
        places: Sequence[tuple[str, ...]] = (("370902",), ("370911",), ("370902", "370911"), everywhere, ())
        return {name: random.choices(places, (2, 2, 2, 2, 1))[0] for name in NAMES}


async def made(stage: Stage) -> World:
    """The stage, and on it cases in every state with texts that are hard to write."""
    desk = Desk(Api(stage.office.schema, stage.office, stage.office.codes))
    later = timedelta(minutes=7)
    awkward = {"title": AWKWARD, "content": AWKWARD, "reporter": {"name": AWKWARD, "phone": "13805381234"}}
    for _ in range(3):
        await desk.registered(**awkward)
        desk.later(later)
    await desk.accepted(district="370911", **awkward)
    await desk.at_work(kind="REPORT", **awkward)
    await desk.reviewed()
    desk.later(later)
    await desk.discontent()
    _, part = await desk.at_work()
    await desk.termination(part)
    return World(stage, await _pool(stage.office), await _keys(stage.office))


async def _keys(office: Plugged) -> dict[str, list[UUID]]:
    return {
        one.name: [
            row[0]
            for row in await office.pool.fetch(f"select {one.key.name} from {one.table.name} order by 1 limit 12")
        ]
        for one in declared_types()
        if one.plugin is None or one.plugin in NAMES
    }


async def _pool(office: Plugged) -> dict[str, list[Any]]:
    async def ids(code: str, rows: str) -> list[str]:
        return [encode(code, row["id"]) for row in await office.pool.fetch(f"select id from {rows}")]

    async def column(name: str, rows: str) -> list[str]:
        return [row[0] for row in await office.pool.fetch(f"select {name} from {rows}")]

    cases, units = await ids("case", "case_file limit 12"), await ids("unit", "unit order by path limit 40")
    others = ("assignment", "case_event", "reporter", "callback", "feedback", "account", "attachment")
    objects = [*cases, *units, *await ids("deadline", "clock limit 12")]
    for table in others:
        objects += await ids(table, f"{table} limit 12")
    numbers = await column("case_no", "case_file")
    districts = await column("code", "district order by code limit 12")
    codes = ["ta-housing", "ta", "TA", "010101", "0101", "01", "WATER", "RUNNING", "MET", "CONTACT", "x", AWKWARD, ""]
    return {
        "ID": [*objects, *objects, "x", "", numbers[0]],
        "String": [*numbers, *districts, *codes],
        "DateTime": ["2026-11-16T10:00:00+08:00", "2026-11-16T02:05:00Z", "2026-11-30T00:00:00+08:00"],
        "LocalDate": ["2026-11-16", "2027-01-01"],
        "unitId": units,
        "company": await ids("unit", "unit where active and kind = 'PUBLIC_SERVICE_ENTERPRISE'"),
        "caseId": cases,
        "caseNo": numbers,
        "district": districts,
        "under": [*districts, "01", "0101"],
    }
