"""One busy week: cases in every state, made by the commands, timers and sequencer that make them in earnest."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from core import api
from core.cases import states as s
from core.cases.commands.accept_assignment import accept_assignment
from core.cases.commands.accept_case import accept_case
from core.cases.commands.answer_case import answer_case
from core.cases.commands.approve_extension import approve_extension
from core.cases.commands.approve_feedback import approve_feedback
from core.cases.commands.approve_return import approve_return
from core.cases.commands.approve_termination import approve_termination
from core.cases.commands.close_unreasonable import close_unreasonable
from core.cases.commands.dispatch_case import dispatch_case
from core.cases.commands.divert_case import divert_case
from core.cases.commands.fulfil_commitment import fulfil_commitment
from core.cases.commands.log_contact import log_contact
from core.cases.commands.make_commitment import make_commitment
from core.cases.commands.merge_cases import merge_cases
from core.cases.commands.order_redo import order_redo
from core.cases.commands.reassign import reassign
from core.cases.commands.record_callback import record_callback
from core.cases.commands.register_case import register_case
from core.cases.commands.reject_return import reject_return
from core.cases.commands.reject_termination import reject_termination
from core.cases.commands.reopen_with_new_facts import reopen_with_new_facts
from core.cases.commands.request_adjudication import request_adjudication
from core.cases.commands.request_extension import request_extension
from core.cases.commands.request_information import request_information
from core.cases.commands.request_return import request_return
from core.cases.commands.request_termination import request_termination
from core.cases.commands.rule_and_dispatch import rule_and_dispatch
from core.cases.commands.send_back_feedback import send_back_feedback
from core.cases.commands.shelve_assignment import shelve_assignment
from core.cases.commands.sub_dispatch import sub_dispatch
from core.cases.commands.submit_feedback import submit_feedback
from core.cases.commands.supply_information import supply_information
from core.cases.commands.unmerge_case import unmerge_case
from core.cases.commands.withdraw_case import withdraw_case
from core.db.uow import unit_of_work
from core.deadlines.fire import fire_due
from core.events.acknowledge import ATTEMPTS, ack, nack
from core.events.open_queue import OpenWorkQueue, open_work_queue
from core.events.queues import entries, read_queues
from core.events.sequence import step
from core.ids import new_id
from tests.support.office import Office

HOUSING, COUNTY, TOWNSHIP, WATER = "ta-housing", "370902", "370902-civil", "ta-waterworks"
QUEUE = f"unit:{HOUSING}"
QUICK, SLOW = "010101", "010301"
SATISFIED = (s.Resolution.RESOLVED, s.Satisfaction.SATISFIED, s.Satisfaction.SATISFIED)
DISSATISFIED = (s.Resolution.UNRESOLVED, s.Satisfaction.DISSATISFIED, s.Satisfaction.BASICALLY)


@dataclass
class Day:
    """Short words for long commands, on an office whose clock moves a minute with every act."""

    office: Office
    units: dict[str, UUID] = field(default_factory=dict)

    async def act(self, command: Any, role: str, input: object) -> Any:
        """One command, a minute later."""
        self.office.clock.set(self.office.clock.now() + timedelta(minutes=1))
        return await self.office.run(command, role, input)

    async def wait(self, **time: float) -> None:
        """Let time pass and timers fire."""
        self.office.clock.set(self.office.clock.now() + timedelta(**time))
        await fire_due(self.office.pool, self.office.services)

    async def unit(self, code: str) -> UUID:
        """A unit's id."""
        if code not in self.units:
            self.units[code] = await self.office.pool.fetchval("select id from unit where code = $1", code)
        return self.units[code]

    async def registered(self, number: str | None = None, kind: s.Kind = s.Kind.COMPLAINT, **more: Any) -> UUID:
        """A case just received, from a reporter with a name."""
        who = api.ReporterDetails(name="王小明", phone="13805381234", address="泰山区岱宗大街1号")
        given: dict[str, Any] = {
            "title": "小区停水",
            "content": "三天没有水",
            "district": "370902",
            "place": "岱宗大街",
            "reporter": who,
        }
        told = api.RegisterCase(kind=kind, external_no=number, **({"channel": s.Channel.PHONE} | given | more))
        return (await self.act(register_case, "operator", told)).case_id  # type: ignore[no-any-return]

    async def accepted(self, category: str = QUICK, **more: Any) -> UUID:
        """A case that waits for dispatch."""
        case = await self.registered(**more)
        await self.act(accept_case, "operator", api.AcceptCase(case_id=case, category=category))
        return case

    async def dispatched(self, *parts: tuple[str, s.Role], category: str = QUICK, **more: Any) -> UUID:
        """A case in the hands of its units."""
        case = await self.accepted(category, **more)
        await self.dispatch(case, *parts)
        return case

    async def dispatch(self, case: UUID, *parts: tuple[str, s.Role]) -> None:
        """Dispatch a case that waits for it; to the housing department unless said otherwise."""
        await self.act(dispatch_case, "dispatcher", api.DispatchCase(case_id=case, targets=await self.targets(*parts)))

    async def targets(self, *parts: tuple[str, s.Role]) -> tuple[api.DispatchTarget, ...]:
        """Units and their parts, with a basis of their own."""
        wanted = parts or ((HOUSING, s.Role.LEAD),)
        return tuple([api.DispatchTarget(unit_id=await self.unit(u), role=r, basis="三定方案") for u, r in wanted])

    async def part(self, case: UUID, unit: str = HOUSING) -> UUID:
        """The newest assignment of a unit in a case."""
        newest = (
            "select id from assignment where case_id = $1 and unit_id = $2 order by dispatched_at desc, id desc limit 1"
        )
        return await self.office.pool.fetchval(newest, case, await self.unit(unit))  # type: ignore[no-any-return]

    async def begun(self, case: UUID, unit: str = HOUSING, role: str = "unit_liaison") -> UUID:
        """A part that is accepted, if only by silence, and whose unit has reached the reporter."""
        part = await self.part(case, unit)
        if await self.office.pool.fetchval("select accepted_at is null from assignment where id = $1", part):
            await self.act(accept_assignment, role, api.AcceptAssignment(assignment_id=part))
        reached = api.LogContact(assignment_id=part, method="PHONE", outcome="REACHED", note="已说明情况")
        await self.act(log_contact, role, reached)
        return part

    async def reported(self, part: UUID, role: str = "unit_liaison") -> UUID:
        """A part whose unit has reported back."""
        told = {"actions_taken": "已抢修", "public_reply": "已恢复供水"}
        await self.act(
            submit_feedback,
            role,
            api.SubmitFeedback(assignment_id=part, facts_true=True, within_remit=True, resolved=True, **told),  # type: ignore[arg-type]
        )
        return part

    async def answered(self, *parts: tuple[str, s.Role], **more: Any) -> UUID:
        """A case whose one unit has done its part, so that it waits for the callback."""
        case = await self.dispatched(*parts, **more)
        await self.finish(case)
        return case

    async def finish(self, case: UUID) -> None:
        """Handle and approve the housing department's part."""
        part = await self.reported(await self.begun(case))
        await self.act(approve_feedback, "reviewer", api.ApproveFeedback(assignment_id=part))

    async def called(self, case: UUID, answers: tuple[Any, Any, Any] | None, **more: Any) -> None:
        """One callback; without answers the reporter was not reached."""
        given: dict[str, Any] = {"channel": s.Channel.PHONE, "reached": answers is not None}
        if answers:
            resolved, result, process = answers
            given |= {"contacted_by_unit": True, "resolved": resolved, "result": result, "process": process}
        await self.act(record_callback, "callback_officer", api.RecordCallback(case_id=case, **(given | more)))

    async def material(self, role: str = "unit_liaison") -> UUID:
        """A complete attachment, uploaded by the account of a role."""
        row = new_id()
        await self.office.pool.execute(
            "insert into attachment (id, state, kind, declared_type, content_type, size, sha256, storage_key, by, at, "
            "completed_at) values ($1, 'COMPLETE', 'IMAGE', 'image/png', 'image/png', 1, '\\x00', 'k', $2, $3, $3)",
            row,
            self.office.viewers[role].id,
            self.office.clock.now(),
        )
        return row


async def live(day: Day) -> dict[str, UUID]:
    """The week; cases by name. What happened at the desk is in the log, everything later waits in the outbox."""
    await _queue(day)
    early = await _at_the_desk(day)
    await step(day.office.pool)
    await _taken(day)
    return {**early, **await _in_handling(day), **await _at_the_end(day)}


async def _at_the_desk(day: Day) -> dict[str, UUID]:
    cases = {"received": await day.registered("A-1"), "report": await day.registered(kind=s.Kind.REPORT)}
    cases["asked"] = await day.registered()
    asked = api.RequestInformation(case_id=cases["asked"], missing=("place",))
    await day.act(request_information, "operator", asked)
    supplied = await day.registered()
    await day.act(request_information, "operator", api.RequestInformation(case_id=supplied, missing=("place",)))
    await day.wait(hours=1)
    await day.act(supply_information, "operator", api.SupplyInformation(case_id=supplied, place="天外村"))
    cases["told"] = await day.registered()
    await day.act(answer_case, "operator", api.AnswerCase(case_id=cases["told"], reply="咨询已答复"))
    await day.called(cases["told"], SATISFIED)
    cases["diverted"] = await day.registered()
    way = api.DivertCase(
        case_id=cases["diverted"], exit=s.TriageExit.EMERGENCY_TRANSFER, detail="110", basis="职责", told="已转"
    )
    await day.act(divert_case, "operator", way)
    cases["secret"] = await day.registered()
    secret = api.DivertCase(
        case_id=cases["secret"], exit=s.TriageExit.EXPLAINED, detail="STATE_SECRET", basis="保密法", told="不予受理"
    )
    await day.act(divert_case, "operator", secret)
    cases["undispatched"] = await day.accepted()
    cases["queued"] = await day.dispatched()
    return cases


async def _queue(day: Day) -> None:
    """The housing department's system reads a queue of its own."""
    await day.act(open_work_queue, "administrator", OpenWorkQueue(unit_id=await day.unit(HOUSING)))
    day.office.services.queues = await read_queues(day.office.read)


async def _taken(day: Day) -> None:
    """It has taken the first event of its queue, and cannot take the second."""
    first, second = await entries(day.office.read, QUEUE, 0, 2)
    async with unit_of_work(day.office.pool, day.office.services) as uow:
        await ack(uow, day.office.viewer("unit_liaison"), QUEUE, "system", first.cursor)
        for _ in range(ATTEMPTS):
            await nack(uow, day.office.viewer("unit_liaison"), QUEUE, second.cursor, "UNKNOWN_CODE")


async def _in_handling(day: Day) -> dict[str, UUID]:
    cases = {"late": await day.dispatched((HOUSING, s.Role.LEAD), (WATER, s.Role.CO_HANDLER))}
    await day.wait(days=12)
    cases["handled"] = await day.dispatched((HOUSING, s.Role.LEAD), (WATER, s.Role.CO_HANDLER))
    part = await day.begun(cases["handled"])
    asked = api.RequestExtension(
        assignment_id=part, days=1, reason="COMPLEX", explanation="抢修", citizen_told_at=day.office.clock.now()
    )
    await day.act(request_extension, "unit_liaison", asked)
    await day.act(approve_extension, "reviewer", api.ApproveExtension(assignment_id=part))
    for hours in (30, 60):
        promise = api.MakeCommitment(
            assignment_id=part, text="三天内恢复", due_at=day.office.clock.now() + timedelta(hours=hours)
        )
        made = await day.act(make_commitment, "unit_liaison", promise)
    kept = await day.office.pool.fetchval(
        "select id from commitment where assignment_id = $1 order by id limit 1", part
    )
    await day.act(
        fulfil_commitment, "unit_liaison", api.FulfilCommitment(assignment_id=part, commitment_id=kept, kept=True)
    )
    assert made.case_id == cases["handled"]
    cases["merged"] = await day.dispatched()
    merged = api.MergeCases(case_id=cases["merged"], master_id=cases["handled"], reason="同一事项")
    await day.act(merge_cases, "dispatcher", merged)
    back = await day.dispatched()
    await day.act(
        merge_cases, "dispatcher", api.MergeCases(case_id=back, master_id=cases["handled"], reason="同一事项")
    )
    await day.wait(hours=2)
    await day.act(unmerge_case, "dispatcher", api.UnmergeCase(case_id=back, reason="不同事项"))
    cases["passed"] = await day.dispatched((COUNTY, s.Role.LEAD))
    above = await day.begun(cases["passed"], COUNTY, "county_officer")
    down = api.SubDispatch(assignment_id=above, unit_id=await day.unit(TOWNSHIP), reason="属地")
    await day.act(sub_dispatch, "county_officer", down)
    cases["returning"] = await day.dispatched()
    await day.act(request_return, "unit_liaison", await asking_return(day, cases["returning"]))
    returned = await day.dispatched()
    await day.act(request_return, "unit_liaison", await asking_return(day, returned))
    await day.act(approve_return, "dispatcher", api.ApproveReturn(assignment_id=await day.part(returned)))
    kept_back = await day.dispatched()
    await day.act(request_return, "unit_liaison", await asking_return(day, kept_back))
    await day.act(
        reject_return, "dispatcher", api.RejectReturn(assignment_id=await day.part(kept_back), reason="属其职责")
    )
    moved = api.Reassign(
        assignment_id=await day.part(kept_back), unit_id=await day.unit(WATER), reason="改派", basis="三定"
    )
    await day.act(reassign, "dispatcher", moved)
    cases["shelved"] = await day.dispatched(category=SLOW)
    until = (day.office.clock.now() + timedelta(days=20)).date()
    shelved = api.ShelveAssignment(assignment_id=await day.begun(cases["shelved"]), reason="待施工", review_on=until)
    await day.act(shelve_assignment, "reviewer", shelved)
    cases["disputed"] = await day.dispatched()
    await adjudicate(day, cases["disputed"])
    cases["ruled"] = await day.dispatched()
    await adjudicate(day, cases["ruled"])
    ruling = api.RuleAndDispatch(
        case_id=cases["ruled"], ruling="由住建负责", basis="会议纪要", targets=await day.targets()
    )
    await day.act(rule_and_dispatch, "city_lead", ruling)
    return cases


async def _at_the_end(day: Day) -> dict[str, UUID]:
    cases = {"reviewed": await day.dispatched()}
    sent = await day.reported(await day.begun(cases["reviewed"]))
    await day.act(send_back_feedback, "reviewer", api.SendBackFeedback(assignment_id=sent, reason="未说明结果"))
    await day.reported(sent)
    cases["uncalled"] = await day.answered()
    await day.called(cases["uncalled"], None)
    cases["closed"] = await day.answered((HOUSING, s.Role.LEAD), (WATER, s.Role.CO_HANDLER))
    await day.called(cases["closed"], SATISFIED)
    cases["undecided"] = await day.answered()
    await day.called(cases["undecided"], DISSATISFIED)
    cases["redone"] = await day.answered()
    await day.called(cases["redone"], DISSATISFIED)
    await day.act(order_redo, "city_lead", api.OrderRedo(case_id=cases["redone"], finding="诉求合理"))
    cases["unreasonable"] = await day.answered()
    await day.called(cases["unreasonable"], DISSATISFIED)
    for signer in ("reviewer", "city_lead"):
        found = api.CloseUnreasonable(case_id=cases["unreasonable"], finding="诉求不合理")
        await day.act(close_unreasonable, signer, found)
    cases["reopened"] = await day.answered()
    await day.called(cases["reopened"], SATISFIED)
    await day.act(
        reopen_with_new_facts, "operator", api.ReopenWithNewFacts(case_id=cases["reopened"], new_facts="又停水")
    )
    cases["withdrawn"] = await day.dispatched()
    await day.act(withdraw_case, "operator", api.WithdrawCase(case_id=cases["withdrawn"], reason="已解决"))
    for name in ("ending", "terminated", "going_on"):
        cases[name] = await day.dispatched()
        asked = api.RequestTermination(
            assignment_id=await day.begun(cases[name]), ground=s.TerminationGround.NON_COOPERATION, explanation="不配合",
            materials=(await day.material(),),
        )  # fmt: skip
        await day.act(request_termination, "unit_liaison", asked)
    await day.act(approve_termination, "city_lead", api.ApproveTermination(case_id=cases["terminated"], reason="属实"))
    await day.act(reject_termination, "city_lead", api.RejectTermination(case_id=cases["going_on"], reason="继续办理"))
    return cases


async def asking_return(day: Day, case: UUID) -> api.RequestReturn:
    """The housing department holds that the matter is the waterworks'."""
    return api.RequestReturn(
        assignment_id=await day.part(case), reason="NOT_COMPETENT", explanation="非本单位职责", basis="三定方案",
        suggested_unit_id=await day.unit(WATER),
    )  # fmt: skip


async def adjudicate(day: Day, case: UUID) -> None:
    """Ask who is responsible, the housing department or the waterworks."""
    heard = (await day.unit(HOUSING), await day.unit(WATER))
    asked = api.RequestAdjudication(case_id=case, route="MEETING", question="由谁负责", participants=heard)
    await day.act(request_adjudication, "dispatcher", asked)
