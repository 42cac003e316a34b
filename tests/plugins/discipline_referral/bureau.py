"""A desk at which tests refer: cases with a unit that had a part in them, and acts by named people."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from core.access.viewer import Viewer
from core.cases.inputs.dispatch import DispatchTarget
from core.cases.outcome import Outcome
from core.cases.states import Role
from core.cases.verbs import Verb
from core.db.read import Row
from core.db.uow import UnitOfWork, unit_of_work
from core.errors import Refused
from plugins.discipline_referral import inputs as i
from plugins.discipline_referral.commands.add_officer import add_officer
from plugins.discipline_referral.commands.approve import approve
from plugins.discipline_referral.commands.collect_evidence import collect_evidence
from plugins.discipline_referral.commands.record_outcome import record_outcome
from plugins.discipline_referral.commands.record_receipt import record_receipt
from plugins.discipline_referral.commands.reject import reject
from plugins.discipline_referral.commands.remove_officer import remove_officer
from plugins.discipline_referral.commands.review import review
from plugins.discipline_referral.commands.suggest import suggest
from plugins.discipline_referral.commands.take_up import take_up
from plugins.discipline_referral.commands.transfer import transfer
from plugins.discipline_referral.commands.withdraw import withdraw
from plugins.discipline_referral.states import Act, State
from plugins.discipline_referral.tables import referral
from tests.core.cases.desk import Desk, open_desk
from tests.plugins.discipline_referral.staff import NAMELY, hire, now
from tests.support.plugged import Plugged

COMMANDS: Mapping[Act, Callable[..., Any]] = {
    Act.TAKE_UP: take_up, Act.REVIEW: review, Act.APPROVE: approve, Act.REJECT: reject, Act.WITHDRAW: withdraw,
    Act.COLLECT_EVIDENCE: collect_evidence, Act.TRANSFER: transfer, Act.RECORD_RECEIPT: record_receipt,
    Act.RECORD_OUTCOME: record_outcome, Act.ADD_OFFICER: add_officer, Act.REMOVE_OFFICER: remove_officer,
}  # fmt: skip
USUALLY: Mapping[Act, str] = {
    Act.TAKE_UP: "proposer", Act.REVIEW: "reviewing", Act.APPROVE: "approving", Act.REJECT: "reviewing",
    Act.WITHDRAW: "proposer", Act.COLLECT_EVIDENCE: "reviewing", Act.TRANSFER: "approving",
    Act.RECORD_RECEIPT: "inspecting", Act.RECORD_OUTCOME: "inspecting", Act.ADD_OFFICER: "inspecting",
    Act.REMOVE_OFFICER: "inspecting",
}  # fmt: skip
ONWARDS = {
    State.SUGGESTED: (), State.REVIEWED: (Act.REVIEW,), State.APPROVED: (Act.REVIEW, Act.APPROVE),
    State.TRANSFERRED: (Act.REVIEW, Act.APPROVE, Act.COLLECT_EVIDENCE, Act.TRANSFER),
    State.RECEIVED: (Act.REVIEW, Act.APPROVE, Act.COLLECT_EVIDENCE, Act.TRANSFER, Act.RECORD_RECEIPT),
    State.CONCLUDED: (
        Act.REVIEW, Act.APPROVE, Act.COLLECT_EVIDENCE, Act.TRANSFER, Act.RECORD_RECEIPT, Act.RECORD_OUTCOME,
    ),
    State.REJECTED: (Act.REJECT,), State.WITHDRAWN: (Act.WITHDRAW,),
}  # fmt: skip
TOWNSHIPS = {"370902001"}
_XID = text("SELECT pg_current_xact_id_if_assigned()")


@dataclass
class Bureau:
    """Every act is its own transaction, one minute after the one before."""

    office: Plugged
    people: Mapping[str, Viewer]
    desk: Desk

    def who(self, name: str) -> Viewer:
        """Somebody of the staff, now."""
        return now(self.office, self.people[name])

    async def case(self, *units: str) -> UUID:
        """A case in progress at these units (codes); a township helps its county."""
        case_id = (await self.desk.act(Verb.REGISTER_CASE)).case_id
        await self.desk.act(Verb.ACCEPT_CASE, case_id)
        leads = {code[:6] if code in TOWNSHIPS else code: Role.LEAD for code in units}
        roles = leads | {code: Role.CO_HANDLER for code in units if code in TOWNSHIPS}
        targets = [
            DispatchTarget(unit_id=self.desk.world.units[code], role=role, basis="三定") for code, role in roles.items()
        ]
        await self.desk.act(Verb.DISPATCH_CASE, case_id, targets=tuple(targets))
        return case_id

    def suggestion(self, case_id: UUID, unit: str = "ta-housing", **values: Any) -> i.Suggest:
        """One that fits."""
        usual: dict[str, Any] = {
            "case_id": case_id, "unit_id": self.desk.world.units[unit], "grounds": ("BUCK_PASSING",),
            "consequence": "ADVERSE_INFLUENCE", "facts": "三次退单，拒不办理。",
            "officers": tuple(self.people[name].id for name in NAMELY if name != "proposer"),
        }  # fmt: skip
        return i.Suggest(**(usual | values))

    async def suggest(self, case_id: UUID, unit: str = "ta-housing", *, by: str = "proposer", **values: Any) -> UUID:
        """A referral that waits for review; its id."""
        async with self._later() as uow:
            done: Outcome = await suggest(uow, self.who(by), self.suggestion(case_id, unit, **values))
        return done.object_id

    async def act(self, act: Act, referral_id: UUID, by: str | Viewer | None = None, **values: Any) -> Outcome:
        """Do it as whoever usually does; committed."""
        async with self._later() as uow:
            done: Outcome = await self.command(uow, act, referral_id, by, **values)
        return done

    async def command(
        self, uow: UnitOfWork, act: Act, referral_id: UUID, by: str | Viewer | None = None, **values: Any
    ) -> Any:
        """The same in a transaction of the caller's."""
        who = by if isinstance(by, Viewer) else self.who(by or USUALLY[act])
        return await COMMANDS[act](uow, who, self.fitting(act, referral_id, **values))

    async def refusal(self, act: Act, referral_id: UUID, by: str | Viewer | None = None, **values: Any) -> Refused:
        """Try it; the refusal, after which nothing has been written."""
        return await self.refused(lambda uow: self.command(uow, act, referral_id, by, **values))

    async def refused(self, work: Callable[[UnitOfWork], Any]) -> Refused:
        """What a command is refused with, in a transaction that has written nothing."""
        async with self.desk.undone() as uow:
            try:
                done = await work(uow)
            except Refused as refusal:
                assert await uow.fetch_value(_XID) is None, "it wrote before it refused"
                return refusal
        raise AssertionError(f"it was done: {done}")

    def fitting(self, act: Act, referral_id: UUID, **values: Any) -> i.OnReferral:
        """An input that fits the act."""
        kind, usual = _INPUTS.get(act, (i.OnReferral, {}))
        if act in {Act.ADD_OFFICER, Act.REMOVE_OFFICER}:
            usual = {"account_id": self.people["beside_the_county" if act is Act.ADD_OFFICER else "approving"].id}
        return kind(referral_id=referral_id, **(usual | values))

    async def brought(self, state: State, case_id: UUID | None = None) -> UUID:
        """A referral in that state; proposed by the system where a standing officer could see it."""
        case = case_id or await self.case("ta-housing")
        if state is State.PROPOSED:
            return await self.proposed(case)
        id_ = await self.suggest(case)
        for act in ONWARDS[state]:
            await self.act(act, id_)
        assert (await self.row(id_))["state"] == state
        return id_

    async def proposed(self, case_id: UUID) -> UUID:
        """What the system proposes after ta-housing has handed the case back."""
        part = (await self.desk.facts(case_id)).assignments[0].id
        await self.desk.act(Verb.ACCEPT_ASSIGNMENT, part, at="/ta/ta-housing")
        await self.desk.act(Verb.REQUEST_RETURN, part, at="/ta/ta-housing")
        await self.desk.act(Verb.APPROVE_RETURN, part)
        await self.office.effects()
        found: UUID = await self.office.read.fetch_value(select(referral.c.id).where(referral.c.case_id == case_id))
        return found

    async def row(self, referral_id: UUID) -> Row:
        """The referral as it is committed."""
        found = await self.office.read.fetch_one(select(referral).where(referral.c.id == referral_id))
        assert found is not None
        return found

    def _later(self) -> Any:
        self.desk.move_on(timedelta(minutes=1))
        return unit_of_work(self.office.pool, self.office.services)


_INPUTS: Mapping[Act, tuple[Callable[..., Any], dict[str, Any]]] = {
    Act.TAKE_UP: (i.TakeUp, {"consequence": "SERIOUS_CONSEQUENCE", "facts": "红牌后仍不办理。"}),
    Act.REVIEW: (i.Noted, {}),
    Act.APPROVE: (i.Noted, {}),
    Act.REJECT: (i.Reasoned, {"reason": "证据不足。"}),
    Act.WITHDRAW: (i.Reasoned, {"reason": "已自行整改。"}),
    Act.TRANSFER: (i.Noted, {}),
    Act.RECORD_RECEIPT: (i.RecordReceipt, {"receipt_no": "泰纪收〔2026〕1号"}),
    Act.RECORD_OUTCOME: (i.RecordOutcome, {"outcome": "ADMONISHED"}),
    Act.ADD_OFFICER: (i.ChangeOfficer, {}),
    Act.REMOVE_OFFICER: (i.ChangeOfficer, {}),
}


async def open_bureau(office: Plugged) -> Bureau:
    """A bureau with its staff."""
    return Bureau(office, await hire(office), await open_desk(office))
