"""How often each of the mutations that there are many of goes to the database, with and without plug-ins.

Counted is what the command does; its payload is a read like any other. A command reads its facts in one statement and
writes what it decided in another; registering has no facts to read.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import bindparam, select

from core import api
from core.assignments.model import assignment
from core.cases.commands.accept_assignment import accept_assignment
from core.cases.commands.accept_case import accept_case
from core.cases.commands.approve_feedback import approve_feedback
from core.cases.commands.dispatch_case import dispatch_case
from core.cases.commands.log_contact import log_contact
from core.cases.commands.record_callback import record_callback
from core.cases.commands.register_case import register_case
from core.cases.commands.submit_feedback import submit_feedback
from core.cases.outcome import Outcome
from core.cases.states import Channel, Kind, Resolution, Role, Satisfaction
from core.db.uow import unit_of_work
from core.units.model import unit
from schema.idempotency import Entry
from tests.support.counted import CountedPool
from tests.support.plugged import Offices, Plugged, config_text, in_tree

DECLARED = {
    "register_case": 1,
    "accept_case": 2,
    "dispatch_case": 2,
    "accept_assignment": 2,
    "log_contact": 2,
    "submit_feedback": 2,
    "approve_feedback": 2,
    "record_callback": 2,
}
"""The most that each may take."""

CATEGORY = "9900"
_PART = select(assignment.c.id).where(assignment.c.case_id == bindparam("case_id"))
_UNIT = select(unit.c.id).where(unit.c.code == bindparam("code"))


@dataclass
class Counter:
    """Does commands as the mutation layer does, each with a key."""

    office: Plugged
    sent: dict[str, list[str]] = field(default_factory=dict)

    async def do(self, command: Callable[..., Awaitable[Outcome]], role: str, given: object) -> Outcome:
        pool, viewer = CountedPool(self.office.pool), self.office.viewer(role)
        entry = Entry.of(viewer.id, uuid4().hex, command.__name__, given, secret=bytes(32))
        async with unit_of_work(pool, self.office.services) as uow:
            outcome = await command(uow, viewer, given)
            await entry.keep(uow, outcome)
        self.sent[command.__name__] = pool.sent
        return outcome

    async def life(self, unit_id: UUID) -> None:
        """A case from its registration to its callback."""
        case_id = (await self.do(register_case, "operator", _appeal())).case_id
        await self.do(accept_case, "dispatcher", api.AcceptCase(case_id=case_id, category=CATEGORY))
        target = api.DispatchTarget(unit_id=unit_id, role=Role.LEAD, basis="属地管理")
        await self.do(dispatch_case, "dispatcher", api.DispatchCase(case_id=case_id, targets=(target,)))
        part = await self.office.read.fetch_value(_PART, case_id=case_id)
        await self.do(accept_assignment, "county_officer", api.AcceptAssignment(assignment_id=part))
        contact = api.LogContact(assignment_id=part, method="PHONE", outcome="REACHED", note="已联系")
        await self.do(log_contact, "county_officer", contact)
        await self.do(submit_feedback, "county_officer", _feedback(part))
        await self.do(approve_feedback, "reviewer", api.ApproveFeedback(assignment_id=part))
        await self.do(record_callback, "callback_officer", _callback(case_id))


@pytest.mark.parametrize("plugins", [(), in_tree()], ids=["core alone", "all plug-ins"])
async def test_no_mutation_goes_to_the_database_more_often_than_declared(
    plugged_offices: Offices, plugins: tuple[str, ...]
) -> None:
    counter = Counter(await plugged_offices.of(config_text(plugins)))
    unit_id = await counter.office.read.fetch_value(_UNIT, code="370902")
    # given a process that has done each of them before
    await counter.life(unit_id)
    # when they are done again
    await counter.life(unit_id)
    # then none needs more than it may
    assert {name: len(sent) for name, sent in counter.sent.items()} == DECLARED, counter.sent


def _appeal() -> api.RegisterCase:
    return api.RegisterCase(
        channel=Channel.PHONE,
        kind=Kind.HELP_REQUEST,
        title="水管漏水",
        content="路口水管破裂，漏水两天。",
        district="370902",
        category=CATEGORY,
        reporter=api.ReporterDetails(name="张三", phone="13800001111"),
    )


def _feedback(part: UUID) -> api.SubmitFeedback:
    told: dict[str, Any] = {"facts_true": True, "within_remit": True, "resolved": True}
    return api.SubmitFeedback(assignment_id=part, actions_taken="已修好", public_reply="水管已修复。", **told)


def _callback(case_id: UUID) -> api.RecordCallback:
    return api.RecordCallback(
        case_id=case_id,
        channel=Channel.PHONE,
        reached=True,
        contacted_by_unit=True,
        resolved=Resolution.RESOLVED,
        result=Satisfaction.SATISFIED,
        process=Satisfaction.SATISFIED,
    )
