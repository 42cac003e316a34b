"""A few hundred cases, each led through its life by the commands of the core, at instants of their own."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

from core import api
from core.access.viewer import Viewer
from core.cases import states as s
from core.cases.commands.accept_assignment import accept_assignment
from core.cases.commands.accept_case import accept_case
from core.cases.commands.answer_case import answer_case
from core.cases.commands.approve_feedback import approve_feedback
from core.cases.commands.dispatch_case import dispatch_case
from core.cases.commands.log_contact import log_contact
from core.cases.commands.record_callback import record_callback
from core.cases.commands.register_case import register_case
from core.cases.commands.submit_feedback import submit_feedback
from core.clock import SHANGHAI, VirtualClock
from core.db.uow import unit_of_work
from tests.support.office import Office

SHARES = {
    "CLOSED": 0.60, "IN_PROGRESS": 0.25, "ANSWERED": 0.05, "PENDING_REVIEW": 0.05, "PENDING_CALLBACK": 0.05,
}  # fmt: skip
"""How the cases of a city stand on an ordinary day, as far as their clocks leave an hour of measuring alone."""

DISTRICTS = ("370902", "370904", "370905", "370911", "370921", "370923", "370982", "370983")
CATEGORIES = ("010101", "010102", "010103", "010105")
UNITS = 60
_TITLES = (
    "小区夜间施工噪音扰民", "道路路灯损坏未修", "物业收费不透明", "垃圾清运不及时", "占道经营影响通行", "公交线路调整建议",
    "楼道灯长期不亮", "违章建筑投诉", "地下车库积水", "电梯经常停运",
)  # fmt: skip
_CONTENT = "来电人反映其所在小区周边存在问题，多次与相关部门联系未得到解决，希望有关单位尽快核实处理并给予书面答复。"
_WORKING_TIMES = (
    timedelta(minutes=10), timedelta(minutes=30), timedelta(minutes=30), timedelta(minutes=50), timedelta(minutes=40),
    timedelta(minutes=20), timedelta(minutes=40),
)  # fmt: skip
"""From one act to the next: every act is in time."""


@dataclass
class Lives:
    """Makes cases on an office whose clock is free to move."""

    office: Office
    chance: random.Random = field(default_factory=lambda: random.Random(20260101))
    units: list[tuple[UUID, str]] = field(default_factory=list)

    async def open(self) -> None:
        """Choose the units that work."""
        rows = await self.office.pool.fetch(
            "select id, path from unit where active and kind = 'DEPARTMENT' and parent_id is not null order by code"
        )
        self.units = [(row["id"], row["path"]) for row in rows[:UNITS]]

    async def all(self, count: int, now: datetime) -> None:
        """`count` cases in the shares above: those that ended over the last ten months, the others of the last hours."""
        for state, share in SHARES.items():
            for number in range(round(count * share)):
                ended = state in ("CLOSED", "ANSWERED")
                at = self._workday(now) if ended else now - timedelta(hours=4, minutes=self.chance.randrange(30))
                await self._live(state, at, number)

    def _workday(self, now: datetime) -> datetime:
        """A morning of a working day within the last ten months."""
        while True:
            day = (now - timedelta(days=self.chance.randrange(7, 300))).astimezone(SHANGHAI).date()
            if self.office.services.workdays.is_working(day):
                morning = datetime.combine(day, time(9, 0), SHANGHAI).astimezone(UTC)
                return morning + timedelta(
                    seconds=self.chance.randrange(1200), milliseconds=self.chance.randrange(1000)
                )

    async def _live(self, state: str, at: datetime, number: int) -> None:
        self.office.services.clock = VirtualClock(at)
        steps = iter(_WORKING_TIMES)
        case = (await self._do(register_case, "operator", self._appeal())).case_id
        self._later(next(steps))
        if state == "ANSWERED":
            await self._do(answer_case, "operator", api.AnswerCase(case_id=case, reply="已当场解答。"))
            return
        category = self.chance.choice(CATEGORIES)
        await self._do(accept_case, "operator", api.AcceptCase(case_id=case, category=category))
        self._later(next(steps))
        unit_id, path = self.units[number % len(self.units)]
        target = api.DispatchTarget(unit_id=unit_id, role=s.Role.LEAD, basis="三定方案", reason="职责范围")
        await self._do(dispatch_case, "dispatcher", api.DispatchCase(case_id=case, targets=(target,)))
        part = await self.office.pool.fetchval("select id from assignment where case_id = $1", case)
        await self._handled(state, case, part, path, steps)

    async def _handled(self, state: str, case: UUID, part: UUID, path: str, steps: Any) -> None:
        self._later(next(steps))
        await self._do(accept_assignment, path, api.AcceptAssignment(assignment_id=part))
        self._later(next(steps))
        reached = api.LogContact(assignment_id=part, method="PHONE", outcome="REACHED", note="已说明情况")
        await self._do(log_contact, path, reached)
        if state == "IN_PROGRESS":
            return
        self._later(next(steps))
        told = {"actions_taken": "已到现场核实并处理。", "public_reply": "您反映的问题已处理，感谢您的监督。"}
        told_ = api.SubmitFeedback(assignment_id=part, facts_true=True, within_remit=True, resolved=True, **told)  # type: ignore[arg-type]
        await self._do(submit_feedback, path, told_)
        if state == "PENDING_REVIEW":
            return
        self._later(next(steps))
        await self._do(approve_feedback, "reviewer", api.ApproveFeedback(assignment_id=part))
        if state == "PENDING_CALLBACK":
            return
        self._later(next(steps))
        await self._do(record_callback, "callback_officer", self._answers(case))

    async def _do(self, command: Callable[..., Awaitable[Any]], who: str, input: object) -> Any:
        """One command; `who` is a role, or the path of the unit whose liaison acts."""
        actor = self._liaison(who) if who.startswith("/") else self.office.viewer(who)
        async with unit_of_work(self.office.pool, self.office.services) as uow:
            return await command(uow, actor, input)

    def _liaison(self, path: str) -> Viewer:
        viewer = self.office.viewer("unit_liaison")
        return replace(viewer, grants=tuple(replace(grant, unit_path=path) for grant in viewer.grants))

    def _later(self, by: timedelta) -> None:
        self.office.clock.set(self.office.clock.now() + by)

    def _appeal(self) -> api.RegisterCase:
        phone = f"138{self.chance.randrange(10**8):08d}"
        who = api.ReporterDetails(
            name=self.chance.choice("张王李赵刘陈") + "晓明", phone=phone, address="泰安市泰山区岱宗大街1号"
        )
        return api.RegisterCase(
            channel=self.chance.choice((s.Channel.PHONE, s.Channel.WEB, s.Channel.WECHAT)),
            kind=self.chance.choice((s.Kind.COMPLAINT, s.Kind.HELP_REQUEST, s.Kind.CONSULTATION)),
            title=self.chance.choice(_TITLES), content=_CONTENT * self.chance.randrange(1, 4),
            district=self.chance.choice(DISTRICTS), place="岱宗大街1号", reporter=who,
        )  # fmt: skip

    def _answers(self, case: UUID) -> api.RecordCallback:
        return api.RecordCallback(
            case_id=case, channel=s.Channel.PHONE, reached=True, contacted_by_unit=True,
            resolved=self.chance.choice((s.Resolution.RESOLVED, s.Resolution.BASICALLY)),
            result=s.Satisfaction.SATISFIED, process=s.Satisfaction.SATISFIED, comment="处理及时",
        )  # fmt: skip
