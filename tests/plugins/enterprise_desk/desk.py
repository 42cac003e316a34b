"""The enterprise desk at work: enterprises, their cases, and who does what to them."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core.access.viewer import Viewer
from core.cases.inputs.dispatch import DispatchTarget
from core.cases.outcome import Outcome
from core.cases.states import Role
from core.cases.verbs import Verb
from core.db.read import Row
from core.db.uow import unit_of_work
from core.errors import Refused
from plugins.enterprise_desk.commands.add_measure import add_measure
from plugins.enterprise_desk.commands.identify_enterprise import identify_enterprise
from plugins.enterprise_desk.commands.open_coordination import open_coordination
from plugins.enterprise_desk.commands.register_enterprise import register_enterprise
from plugins.enterprise_desk.inputs import (
    AddMeasure,
    IdentifyEnterprise,
    MeasureTerms,
    OpenCoordination,
    RegisterEnterprise,
)
from plugins.enterprise_desk.tables import TABLES
from plugins.enterprise_desk.vocabulary import Size
from tests.core.cases.desk import Desk
from tests.support.plugged import Plugged

CODE, OTHER_CODE = "91350100M000100Y43", "914403001922038216"
CLERK, LEAD, HELPER = "enterprise_desk", "370902", "ta-housing"
"""The role of the desk's people; the unit that leads, and the one that helps it."""
TABLE = {table.name.removeprefix("enterprise_desk_"): table for table in TABLES}


class EnterpriseDesk(Desk):
    """The core's desk, with the plug-in's acts."""

    @property
    def plugged(self) -> Plugged:
        """The office."""
        assert isinstance(self.office, Plugged)
        return self.office

    async def own(self, command: Callable[..., Awaitable[Any]], input: object, by: str | Viewer = CLERK) -> Outcome:
        """One of the plug-in's commands, a minute later; committed."""
        self.move_on()
        async with unit_of_work(self.office.pool, self.office.services) as uow:
            actor = self.viewer(by) if isinstance(by, str) else by
            done: Outcome = await command(uow, actor, input)
            return done

    async def refused_own(
        self, command: Callable[..., Awaitable[Any]], input: object, by: str | Viewer = CLERK
    ) -> Refused:
        """The same, which must be refused."""
        try:
            done = await self.own(command, input, by)
        except Refused as refusal:
            return refusal
        raise AssertionError(f"it was carried out: {done}")

    async def enterprise(self, code: str = CODE, **values: Any) -> UUID:
        """A registered enterprise."""
        given = {"name": "泰山区某机械厂", "industry": "C", "size": Size.SMALL, "district": "370902", **values}
        return (await self.own(register_enterprise, RegisterEnterprise(credit_code=code, **given))).object_id

    async def measure(self, **terms: Any) -> UUID:
        """A measure in force since the beginning of 2026, for all but for these terms."""
        told = {
            "title": "小微企业稳岗补贴",
            "issuing_unit_id": self.world.units["ta-housing"],
            "basis": "泰政办发〔2026〕1号",
            "benefit": "按参保人数给予补贴",
            "valid_from": date(2026, 1, 1),
            **terms,
        }
        return (await self.own(add_measure, AddMeasure(terms=MeasureTerms(**told)))).object_id

    async def case(self, **values: Any) -> UUID:
        """An enterprise's case."""
        return (await self.act(Verb.REGISTER_CASE, **{"enterprise": True, **values})).case_id

    async def identified(self, code: str = CODE, **values: Any) -> UUID:
        """A case whose enterprise, registered, is known."""
        case_id = await self.case(**values)
        await self.own(identify_enterprise, IdentifyEnterprise(case_id=case_id, credit_code=code))
        return case_id

    async def dispatched(self, case_id: UUID, *helpers: str) -> UUID:
        """The lead's assignment, after the case went to the lead and these helpers."""
        await self.act(Verb.ACCEPT_CASE, case_id, category="0102")
        roles = {LEAD: Role.LEAD, **dict.fromkeys(helpers, Role.CO_HANDLER)}
        targets = tuple(
            DispatchTarget(unit_id=self.world.units[code], role=role, basis="三定规定") for code, role in roles.items()
        )
        await self.act(Verb.DISPATCH_CASE, case_id, targets=targets)
        return self.part(await self.facts(case_id), LEAD)

    def part(self, facts: Any, unit: str) -> UUID:
        """A unit's newest assignment."""
        found: list[UUID] = [one.id for one in facts.assignments if one.unit_id == self.world.units[unit]]
        return found[-1]

    async def in_review(self, case_id: UUID, *helpers: str) -> UUID:
        """The lead's assignment, after its feedback."""
        part = await self.dispatched(case_id, *helpers)
        await self.act(Verb.ACCEPT_ASSIGNMENT, part)
        await self.act(Verb.LOG_CONTACT, part)
        await self.act(Verb.SUBMIT_FEEDBACK, part)
        return part

    async def closed(self, case_id: UUID) -> None:
        """The case, closed to everybody's content."""
        part = await self.in_review(case_id)
        await self.act(Verb.APPROVE_FEEDBACK, part)
        await self.act(Verb.RECORD_CALLBACK, case_id)

    async def coordination(self, case_id: UUID) -> UUID:
        """An open coordination of the lead and the helper."""
        given = OpenCoordination(
            case_id=case_id,
            lead_unit_id=self.world.units[LEAD],
            unit_ids=(self.world.units[HELPER],),
            matter="土地与消防手续如何并联办理",
        )
        return (await self.own(open_coordination, given)).object_id

    def at(self, unit: str, role: str = "unit_liaison") -> Viewer:
        """Somebody of that unit."""
        return self.viewer(role, f"/ta/{unit}")

    async def rows(self, table: str, **where: Any) -> Sequence[Row]:
        """Rows of one of the plug-in's tables."""
        found = TABLE[table]
        conditions = [found.c[name] == value for name, value in where.items()]
        return await self.office.read.fetch(select(found).where(*conditions).order_by(found.c.id))

    async def clock(self, case_id: UUID, kind: str) -> Row | None:
        """The newest clock of a kind."""
        found = [row for row in (await self.facts(case_id)).clocks if row["kind"] == kind]
        return found[-1] if found else None

    async def events(self, case_id: UUID) -> list[str]:
        """The types of the plug-in's events of a case, without its prefix."""
        sql = "select type from case_event where case_id = $1 and type like 'enterprise_desk/%' order by case_version, seq"
        rows = await self.office.pool.fetch(sql, case_id)
        return [row["type"].removeprefix("enterprise_desk/") for row in rows]

    async def moved_to(self, instant: datetime) -> None:
        """Look at another instant, with everything done that was to be done before."""
        await self.plugged.effects()
        self.turn_to(instant)
