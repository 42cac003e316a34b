"""Whatever is done to a case in whatever order, it stays sound, and what is called possible is carried out."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from core.cases.decide import may, possible
from core.cases.facts import AssignmentFacts, CaseFacts
from core.cases.inputs.dispatch import DispatchTarget
from core.cases.life_cycle import TRANSITIONS, Machine
from core.cases.question import Question
from core.cases.states import Role
from core.cases.verbs import Verb as V
from core.db.uow import unit_of_work
from core.deadlines.fire import fire_due
from core.errors import Refused
from tests.core.cases.desk import AT_UNITS, Desk
from tests.core.cases.drive import Drive
from tests.core.cases.invariants import assert_sound
from tests.core.cases.verbs import DISCONTENT, USUALLY
from tests.support.office import START

WALKS, STEPS = (60, 80) if os.environ.get("HOTLINE_TEST_LONG") else (16, 40)
UNITS = ("370902", "ta-housing", "ta-waterworks", "370902-housing")
PAUSES = (timedelta(seconds=1), timedelta(minutes=50), timedelta(hours=7), timedelta(days=1), timedelta(days=4))
SELDOM = frozenset({V.ANSWER_CASE, V.DIVERT_CASE, V.MERGE_CASES, V.REQUEST_ADJUDICATION, V.REASSIGN, V.REQUEST_RETURN})
"""These end much, so they are done less often and walks come further."""


@dataclass
class Step:
    """A verb that can be done now, and by whom."""

    verb: V
    on: UUID
    how: dict[str, Any] = field(default_factory=dict)


@dataclass
class Walk:
    """One case and everything that was done to it."""

    rnd: Random
    desk: Desk
    case_id: UUID
    material: UUID
    done: list[V] = field(default_factory=list)

    async def go_on(self) -> None:
        """Let time pass, let timers fire or not, and do something that is possible."""
        now = self.desk.move_on(self.rnd.choice(PAUSES))
        if self.rnd.random() < 0.5:
            await fire_due(self.desk.office.pool, self.desk.office.services)
        steps = list(self.steps(await self.desk.facts(self.case_id)))
        step = self.rnd.choice([one for one in steps if one.verb not in SELDOM or self.rnd.random() < 0.1] or steps)
        self.done.append(step.verb)
        refusal = await self._refusal(step)
        assert refusal is None or refusal.field is not None, f"{refusal} was not foreseen"
        await assert_sound(self.desk.office.read, await self.desk.facts(self.case_id), now)

    async def _refusal(self, step: Step) -> Refused | None:
        """Do it. Only what the input says may still be refused, by the name of its field."""
        try:
            async with unit_of_work(self.desk.office.pool, self.desk.office.services) as uow:
                await self.desk.do(uow, step.verb, step.on, **step.how)
        except Refused as refusal:
            return refusal
        return None

    def steps(self, facts: CaseFacts) -> Iterator[Step]:
        """Every verb that its usual people can do to the case or to one of its parts."""
        for transition in TRANSITIONS:
            if transition.machine is Machine.CASE and transition.verb not in {V.REGISTER_CASE, V.WITHDRAW_CASE}:
                yield from self._open(facts, None, Step(transition.verb, facts.id, self._values(transition.verb)))
            for part in facts.assignments if transition.machine is Machine.ASSIGNMENT else ():
                yield from self._open(facts, part, Step(transition.verb, part.id, self._place(transition.verb, part)))

    def _open(self, facts: CaseFacts, part: AssignmentFacts | None, step: Step) -> Iterator[Step]:
        by = step.how.get("by", USUALLY[step.verb])
        viewer = replace(self.desk.viewer(by, step.how.get("at")), now=self.desk.office.clock.now())
        profile = self.desk.office.services.profiles.version(facts.row["profile"], facts.row["profile_version"])
        question = Question(step.verb, viewer, facts, part, profile, viewer.now)
        if may(question) is None and possible(question) is None:
            promises = facts.waiting("commitment", step.on)
            yield (
                replace(step, how=step.how | {"commitment_id": promises[0].id})
                if (step.verb is V.FULFIL_COMMITMENT)
                else step
            )

    def _place(self, verb: V, part: AssignmentFacts) -> dict[str, Any]:
        if USUALLY[verb] in AT_UNITS:
            materials = {"materials": (self.material,)} if verb is V.REQUEST_TERMINATION else {}
            return {"at": part.unit_path, **materials}
        return {"by": "county_officer", "at": part.dispatcher_path} if part.dispatcher_path != "/ta" else {}

    def _values(self, verb: V) -> dict[str, Any]:
        if verb is V.RECORD_CALLBACK and self.rnd.random() < 0.7:
            return DISCONTENT
        if verb is V.CLOSE_UNREASONABLE:
            return {"by": self.rnd.choice(("reviewer", "city_lead"))}
        return {"targets": self._targets()} if verb in {V.DISPATCH_CASE, V.RULE_AND_DISPATCH} else {}

    def _targets(self) -> tuple[DispatchTarget, ...]:
        units = self.rnd.sample(UNITS, self.rnd.choice((1, 1, 2, 3)))
        roles = self.rnd.choice(((Role.LEAD, Role.CO_HANDLER, Role.CO_HANDLER), (Role.PARALLEL,) * 3))
        chosen = zip((self.desk.world.units[unit] for unit in units), roles, strict=False)
        return tuple(DispatchTarget(unit_id=unit, role=role, basis="三定规定") for unit, role in chosen)


@pytest.mark.parametrize("seed", range(WALKS))
async def test_every_case_stays_sound(drive: Drive, seed: int) -> None:
    drive.desk.turn_to(START)
    case_id = (await drive.desk.act(V.REGISTER_CASE)).case_id
    walk = Walk(Random(seed), drive.desk, case_id, await drive.desk.new_material())
    try:
        for _ in range(STEPS):
            await walk.go_on()
    except Exception as fault:
        raise AssertionError(f"seed {seed}, after {[verb.value for verb in walk.done]}") from fault
