"""A desk at which a test does verbs: who acts, on what, when, and what came of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from core.access.viewer import Viewer
from core.attachments.model import attachment
from core.cases.facts import CaseFacts
from core.cases.outcome import Outcome
from core.cases.queries import case_facts, whose
from core.cases.sealed import CONTENT
from core.cases.verbs import Verb
from core.clock import VirtualClock
from core.db.uow import UnitOfWork, unit_of_work
from core.errors import Refused
from core.ids import new_id
from core.sealing.fields import open_
from core.units.model import unit
from tests.core.cases.verbs import COMMANDS, USUALLY, World, fitting
from tests.support.office import START, Office

COUNTY, COUNTY_PLACE = "/ta/370902", "/370900/370902"
AT_UNITS = frozenset({"unit_liaison", "unit_handler", "utility_service", "county_officer"})
VILLAGE = "370902001-village"
_XID = text("SELECT pg_current_xact_id_if_assigned()")


@dataclass
class Desk:
    """Every command is its own transaction, one minute after the one before."""

    office: Office
    world: World
    materials: dict[UUID, UUID] = field(default_factory=dict)
    """A free file of each account at a unit, for nobody may use another's."""

    def viewer(self, role: str, at: str | None = None) -> Viewer:
        """The person of a role; one who works at units does so at the county, or at `at`."""
        person = self.office.viewer(role)
        if role not in AT_UNITS and at is None:
            return person
        held = replace(person.grants[0], unit_path=at or COUNTY, district_path=COUNTY_PLACE)
        return replace(person, grants=(held,))

    def move_on(self, by: timedelta = timedelta(minutes=1)) -> datetime:
        """Let time pass; the new present."""
        self.office.clock.set(self.office.clock.now() + by)
        return self.office.clock.now()

    def turn_to(self, instant: datetime) -> None:
        """Look at an earlier or a later day with a clock of its own."""
        self.office.services.clock = VirtualClock(instant)

    async def act(
        self,
        verb: Verb,
        on: UUID | None = None,
        *,
        by: str | Viewer | None = None,
        at: str | None = None,
        **values: Any,
    ) -> Outcome:
        """Do the verb a minute later, in the usual way but for `values`; committed."""
        self.move_on()
        async with unit_of_work(self.office.pool, self.office.services) as uow:
            return await self.do(uow, verb, on, by=by, at=at, **values)

    async def do(
        self,
        uow: UnitOfWork,
        verb: Verb,
        on: UUID | None = None,
        *,
        by: str | Viewer | None = None,
        at: str | None = None,
        **values: Any,
    ) -> Outcome:
        """Do the verb now, in a transaction that is somebody else's to end."""
        by = by or USUALLY[verb]
        actor = self.viewer(by, at) if isinstance(by, str) else replace(by, now=uow.now)
        world = replace(self.world, material=self.materials.get(actor.id, self.world.material))
        given = replace(fitting(verb, on, world, uow.now), **values)
        outcome: Outcome = await COMMANDS[verb](uow, actor, given)
        if verb is Verb.MAKE_COMMITMENT and on is not None:
            facts = await case_facts(uow, whose(on))
            self.world.commitments[on] = facts.waiting("commitment", on)[-1].id
        return outcome

    async def refuse(self, verb: Verb, on: UUID | None = None, **how: Any) -> Refused:
        """Try the verb now; the refusal, after which the transaction has written nothing."""
        async with self.undone() as uow:
            return await self.refused(uow, verb, on, **how)

    async def refused(self, uow: UnitOfWork, verb: Verb, on: UUID | None = None, **how: Any) -> Refused:
        """The same in a transaction of the caller's."""
        try:
            outcome = await self.do(uow, verb, on, **how)
        except Refused as refusal:
            assert await uow.fetch_value(_XID) is None, f"{verb} wrote before it refused"
            return refusal
        raise AssertionError(f"{verb} was carried out: {outcome}")

    @asynccontextmanager
    async def undone(self) -> AsyncIterator[UnitOfWork]:
        """A transaction that is rolled back, so that a prepared case can be used again."""
        async with self.office.pool.acquire() as connection:
            transaction = connection.transaction()
            await transaction.start()
            try:
                yield UnitOfWork(connection, self.office.services)
            finally:
                await transaction.rollback()

    async def facts(self, case_id: UUID) -> CaseFacts:
        """The case as it is committed."""
        return await case_facts(self.office.read, case_id)

    async def content(self, case_id: UUID) -> str:
        """What the reporter wants, decrypted."""
        row = (await self.facts(case_id)).row
        key = await self.office.services.keys.case_key(row["case_key"])
        return open_(key, CONTENT.ref(case_id), row["content_sealed"])

    async def new_material(self, by: str = "unit_liaison") -> UUID:
        """A complete file that is no case's yet."""
        id_: UUID = new_id()
        row = {
            "id": id_, "state": "COMPLETE", "kind": "DOCUMENT", "declared_type": "text/plain",
            "by": self.office.viewers[by].id, "at": START,
        }  # fmt: skip
        async with unit_of_work(self.office.pool, self.office.services) as uow:
            await uow.insert(attachment, [row])
        return id_


async def open_desk(office: Office) -> Desk:
    """A desk with a free file and another case to merge into."""
    units = {row["code"]: row["id"] for row in await office.read.fetch(select(unit.c.code, unit.c.id))}
    desk = Desk(office, World(units, new_id()))
    desk.materials = {office.viewers[role].id: await desk.new_material(role) for role in sorted(AT_UNITS)}
    desk.world.material = desk.materials[office.viewers["unit_liaison"].id]
    desk.world.master = (await desk.act(Verb.REGISTER_CASE)).case_id
    desk.turn_to(START)
    return desk
