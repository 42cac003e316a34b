"""Cases that take chance's way through handling and callback, and a note of what each reporter answered."""

from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

from core import api
from core.cases import states as s
from core.cases.commands.approve_feedback import approve_feedback
from core.cases.commands.approve_return import approve_return
from core.cases.commands.approve_termination import approve_termination
from core.cases.commands.close_unreasonable import close_unreasonable
from core.cases.commands.merge_cases import merge_cases
from core.cases.commands.order_redo import order_redo
from core.cases.commands.reassign import reassign
from core.cases.commands.reopen_with_new_facts import reopen_with_new_facts
from core.cases.commands.request_return import request_return
from core.cases.commands.request_termination import request_termination
from core.cases.commands.unmerge_case import unmerge_case
from core.cases.commands.withdraw_case import withdraw_case
from core.deadlines.fire import fire_due
from tests.core.doctor.day import COUNTY, DISSATISFIED, HOUSING, QUICK, SATISFIED, TOWNSHIP, WATER, Day

HANDS = {HOUSING: "unit_liaison", COUNTY: "county_officer", WATER: "utility_service"}
MIXED = (s.Resolution.BASICALLY, s.Satisfaction.SATISFIED, s.Satisfaction.DISSATISFIED)


@dataclass(frozen=True)
class Told:
    """What one callback brought: the three answers, or why there are none."""

    answers: tuple[str, str, str] | None
    reason: str | None = None


@dataclass
class History(Day):
    """Like a day, with every timer fired before the next act, and the callbacks remembered."""

    told: dict[UUID, list[Told]] = field(default_factory=dict)

    async def act(self, command: Any, role: str, input: object) -> Any:
        """One command, a minute later, after whatever was due."""
        await self.wait(minutes=1)
        await fire_due(self.office.pool, self.office.services)
        return await self.office.run(command, role, input)

    async def called(self, case: UUID, answers: tuple[Any, Any, Any] | None, **more: Any) -> None:
        """One callback, remembered."""
        await super().called(case, answers, **more)
        reason = "IMPORT" if more.get("channel") is s.Channel.IMPORT else more.get("not_rated_reason", "UNREACHABLE")
        self.told.setdefault(case, []).append(Told(answers, None if answers else reason))

    async def handled(self, case: UUID, unit: str, *, late: bool) -> None:
        """One unit's part from acceptance to approval."""
        part = await self.begun(case, unit, HANDS[unit])
        if late:
            await self.wait(days=30)
        await self.reported(part, HANDS[unit])
        await self.act(approve_feedback, "reviewer", api.ApproveFeedback(assignment_id=part))


async def lived(history: History, chance: Random, count: int) -> None:
    """So many cases, each to some end or left on the way."""
    master = await history.dispatched()
    for _ in range(count):
        await _one(history, chance, master)


async def _one(h: History, chance: Random, master: UUID) -> None:
    unit = chance.choice(list(HANDS))
    others = [(TOWNSHIP, s.Role.CO_HANDLER)] if chance.random() < 0.3 else []
    channel = chance.choice((s.Channel.PHONE, s.Channel.PHONE, s.Channel.IMPORT))
    case = await h.dispatched((unit, s.Role.LEAD), *others, category=QUICK, channel=channel)
    if chance.random() < 0.2:
        await h.wait(days=chance.choice((1, 12)))
    way = chance.choice(("handle", "handle", "handle", "handle", "move", "return", "withdraw", "merge", "end", "leave"))
    if way in {"handle", "move", "return"}:
        unit = await _moved(h, chance, case, unit, way)
        await h.handled(case, unit, late=chance.random() < 0.3)
        await _asked(h, chance, case, unit, channel)
    elif way == "end":
        await _terminated(h, case, unit)
    elif way == "withdraw":
        await h.act(withdraw_case, "operator", api.WithdrawCase(case_id=case, reason="已解决"))
    elif way == "merge":
        await h.act(merge_cases, "dispatcher", api.MergeCases(case_id=case, master_id=master, reason="同一事项"))
        if chance.random() < 0.5:
            await h.act(unmerge_case, "dispatcher", api.UnmergeCase(case_id=case, reason="不同事项"))


async def _moved(h: History, chance: Random, case: UUID, unit: str, way: str) -> str:
    other = chance.choice([one for one in HANDS if one != unit])
    part = await h.part(case, unit)
    window = await h.office.pool.fetchval(
        "select stopped_at is null from clock where kind = 'RETURN_WINDOW' and assignment_id = $1", part
    )
    if way == "move":
        moved = api.Reassign(assignment_id=part, unit_id=await h.unit(other), reason="改派", basis="三定方案")
        await h.act(reassign, "dispatcher", moved)
        return other
    if way == "return" and window:
        asked = api.RequestReturn(
            assignment_id=part, reason="NOT_COMPETENT", explanation="非本单位职责", basis="三定方案",
            suggested_unit_id=await h.unit(other),
        )  # fmt: skip
        await h.act(request_return, HANDS[unit], asked)
        await h.act(approve_return, "dispatcher", api.ApproveReturn(assignment_id=part))
        await h.dispatch(case, (other, s.Role.LEAD))
        return other
    return unit


async def _asked(h: History, chance: Random, case: UUID, unit: str, channel: s.Channel) -> None:
    answer = chance.choice(("good", "mixed", "bad", "declined", "silent", "later"))
    answer = "import" if channel is s.Channel.IMPORT else answer
    if answer in {"good", "mixed"}:
        await h.called(case, SATISFIED if answer == "good" else MIXED)
        if chance.random() < 0.3:
            again = api.ReopenWithNewFacts(case_id=case, new_facts="又停水")
            await h.act(reopen_with_new_facts, "operator", again)
    elif answer == "declined":
        await h.called(case, None, reached=True, not_rated_reason="DECLINED")
    elif answer == "import":
        await h.called(case, None, channel=s.Channel.IMPORT, not_rated_reason="IMPORTED")
    elif answer == "silent":
        while await h.office.pool.fetchval("select state from case_file where id = $1", case) == "PENDING_CALLBACK":
            await h.called(case, None)
    elif answer == "bad":
        await h.called(case, DISSATISFIED)
        await _found(h, chance, case, unit)


async def _found(h: History, chance: Random, case: UUID, unit: str) -> None:
    if chance.random() < 0.4:
        for signer in ("reviewer", "city_lead"):
            await h.act(close_unreasonable, signer, api.CloseUnreasonable(case_id=case, finding="诉求不合理"))
    elif chance.random() < 0.8:
        await h.act(order_redo, "city_lead", api.OrderRedo(case_id=case, finding="诉求合理"))
        await h.handled(case, unit, late=chance.random() < 0.3)
        await h.called(case, chance.choice((SATISFIED, DISSATISFIED)))


async def _terminated(h: History, case: UUID, unit: str) -> None:
    asked = api.RequestTermination(
        assignment_id=await h.begun(case, unit, HANDS[unit]), ground=s.TerminationGround.NON_COOPERATION,
        explanation="不配合", materials=(await h.material(HANDS[unit]),),
    )  # fmt: skip
    await h.act(request_termination, HANDS[unit], asked)
    await h.act(approve_termination, "city_lead", api.ApproveTermination(case_id=case, reason="属实"))
