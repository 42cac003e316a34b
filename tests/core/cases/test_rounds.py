"""Callback, redo, closing without cause, reopening (Art. 13(4), 16)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.cases.inputs.dispatch import DispatchTarget
from core.cases.states import AssignmentState as A
from core.cases.states import CaseState as C
from core.cases.states import Channel, Role
from core.cases.verbs import Verb as V
from core.deadlines.fire import fire_due
from core.ratings.model import callback, finding
from tests.core.cases.desk import Desk
from tests.core.cases.drive import Drive, Scene, Wanted
from tests.core.cases.situations import OTHER_AT, dispatched
from tests.core.cases.verbs import CONTENT_ANSWERS, DISCONTENT

UNREACHED = {"reached": False, "contacted_by_unit": None, "resolved": None, "result": None, "process": None}
DECLINED = {**UNREACHED, "reached": True, "not_rated_reason": "DECLINED"}


async def handle_again(scene: Scene) -> None:
    """The unit of the newest round reports, and the reporter is asked again."""
    newest = max((await scene.desk.facts(scene.case_id)).assignments, key=lambda one: one.round)
    for verb in (V.ACCEPT_ASSIGNMENT, V.LOG_CONTACT, V.SUBMIT_FEEDBACK, V.APPROVE_FEEDBACK):
        await scene.desk.act(verb, newest.id)


async def test_redo_twice_then_unreasonable_with_a_second_signer(desk: Desk) -> None:
    scene = await Drive(desk).fresh(Wanted(C.PENDING_REDO_DECISION))
    case = scene.case_id
    for _ in range(2):
        await desk.act(V.ORDER_REDO, case)
        await handle_again(scene)
        await desk.act(V.RECORD_CALLBACK, case, **DISCONTENT)
    await desk.act(V.CLOSE_UNREASONABLE, case, by="reviewer")
    assert (await desk.facts(case)).state is C.PENDING_REDO_DECISION
    await desk.act(V.CLOSE_UNREASONABLE, case, by="city_lead")

    facts = await desk.facts(case)
    calls = await desk.office.read.fetch(select(callback).order_by(callback.c.round))
    findings = await desk.office.read.fetch(select(finding).order_by(finding.c.round))
    assert (facts.state, facts.row["round"], facts.row["outcome"]) == (C.CLOSED, 3, "UNREASONABLE_DEMAND")
    assert [one.round for one in facts.assignments] == [1, 2, 3]
    assert [(one["round"], one["attempt"], one["result"]) for one in calls] == [
        (1, 1, "DISSATISFIED"),
        (2, 1, "DISSATISFIED"),
        (3, 1, "DISSATISFIED"),
    ]
    assert [(one["round"], one["reasonable"]) for one in findings] == [(1, True), (2, True), (3, False)]
    assert findings[-1]["by"] != findings[-1]["second_signer"]


async def test_the_answers_are_told_as_codes(desk: Desk) -> None:
    scene = await Drive(desk).fresh(Wanted(C.PENDING_CALLBACK))
    await desk.act(V.RECORD_CALLBACK, scene.case_id, **CONTENT_ANSWERS)
    rows = await desk.office.pool.fetch(
        "select body from case_event where case_id = $1 and type = $2", scene.case_id, V.RECORD_CALLBACK
    )
    told = {
        name: rows[0]["body"][name] for name in ("reached", "rated", "resolved", "result", "process", "contactedByUnit")
    }
    assert told == {
        "reached": True, "rated": True, "resolved": CONTENT_ANSWERS["resolved"], "result": CONTENT_ANSWERS["result"],
        "process": CONTENT_ANSWERS["process"], "contactedByUnit": CONTENT_ANSWERS["contacted_by_unit"],
    }  # fmt: skip


async def test_a_finding_of_an_earlier_round_does_not_count_as_the_first_signature(desk: Desk) -> None:
    scene = await Drive(desk).fresh(Wanted(C.PENDING_REDO_DECISION))
    await desk.act(V.CLOSE_UNREASONABLE, scene.case_id, by="reviewer")
    await desk.act(V.ORDER_REDO, scene.case_id, by="city_lead")
    await handle_again(scene)
    await desk.act(V.RECORD_CALLBACK, scene.case_id, **DISCONTENT)

    await desk.act(V.CLOSE_UNREASONABLE, scene.case_id, by="city_lead")

    assert (await desk.facts(scene.case_id)).state is C.PENDING_REDO_DECISION


async def test_content_at_last_keeps_first_and_last_rating(desk: Desk) -> None:
    scene = await Drive(desk).fresh(Wanted(C.PENDING_REDO_DECISION))
    await desk.act(V.ORDER_REDO, scene.case_id)
    await handle_again(scene)
    await desk.act(V.RECORD_CALLBACK, scene.case_id)

    calls = await desk.office.read.fetch(select(callback).order_by(callback.c.round))
    facts = await desk.facts(scene.case_id)
    assert [(one["round"], one["resolved"]) for one in calls] == [(1, "UNRESOLVED"), (2, "RESOLVED")]
    assert (facts.state, facts.row["outcome"]) == (C.CLOSED, "RATED")


async def test_only_the_leads_handle_again_on_clocks_of_their_own(desk: Desk) -> None:
    scene = await dispatched(Drive(desk), Role.LEAD, Role.CO_HANDLER)
    for verb in (V.LOG_CONTACT, V.SUBMIT_FEEDBACK, V.APPROVE_FEEDBACK):
        await desk.act(verb, scene.subject)
    await desk.act(V.RECORD_CALLBACK, scene.case_id, **DISCONTENT)
    await desk.act(V.ORDER_REDO, scene.case_id)

    facts = await desk.facts(scene.case_id)
    (again,) = [one for one in facts.assignments if one.round == 2]
    running = {row["kind"] for row in facts.clocks if row["assignment_id"] == again.id and row["state"] == "RUNNING"}
    assert (again.role, again.unit_path) == (Role.LEAD, "/ta/370902")
    assert running == {"ACCEPTANCE", "RETURN_WINDOW", "FIRST_CONTACT", "HANDLING"}


async def test_three_calls_without_answer_close_the_case(desk: Desk) -> None:
    scene = await Drive(desk).fresh(Wanted(C.PENDING_CALLBACK))
    states = []
    for _ in range(3):
        await desk.act(V.RECORD_CALLBACK, scene.case_id, **UNREACHED)
        states.append((await desk.facts(scene.case_id)).state)

    row = (await desk.facts(scene.case_id)).row
    assert states == [C.PENDING_CALLBACK, C.PENDING_CALLBACK, C.CLOSED]
    assert (row["outcome"], row["callback_attempts"]) == ("UNREACHABLE", 3)


async def test_a_reporter_who_declines_to_rate_ends_the_callback(desk: Desk) -> None:
    scene = await Drive(desk).fresh(Wanted(C.PENDING_CALLBACK))
    await desk.act(V.RECORD_CALLBACK, scene.case_id, **DECLINED)
    facts = await desk.facts(scene.case_id)
    assert (facts.state, facts.row["outcome"]) == (C.CLOSED, "DECLINED")


@pytest.mark.parametrize(
    "answers",
    [
        {**CONTENT_ANSWERS, "process": None},
        {**UNREACHED, "reached": True},
        {**CONTENT_ANSWERS, "reached": False},
        {**CONTENT_ANSWERS, "not_rated_reason": "DECLINED"},
    ],
    ids=["half told", "no reason", "not reached and yet rated", "rated and yet not"],
)
async def test_answers_that_contradict_each_other_are_refused(drive: Drive, answers: dict[str, object]) -> None:
    scene = await drive.to(Wanted(C.PENDING_CALLBACK))
    refusal = await drive.desk.refuse(V.RECORD_CALLBACK, scene.case_id, **answers)
    assert (refusal.code.code, refusal.field) == ("ANSWERS_INCOMPLETE", ("input", "resolved"))


async def test_nobody_skips_the_calls_by_the_channel_of_imports(drive: Drive) -> None:
    scene = await drive.to(Wanted(C.PENDING_CALLBACK))
    told = {**UNREACHED, "channel": Channel.IMPORT, "not_rated_reason": "IMPORTED"}
    assert (await drive.desk.refuse(V.RECORD_CALLBACK, scene.case_id, **told)).code.code == "NOT_IMPORTED"


async def test_a_direct_answer_may_be_rated_without_any_clock(desk: Desk) -> None:
    scene = await Drive(desk).fresh(Wanted(C.ANSWERED))
    await desk.act(V.RECORD_CALLBACK, scene.case_id, **DISCONTENT)
    facts = await desk.facts(scene.case_id)
    assert facts.state is C.ANSWERED
    assert {(row["kind"], row["state"]) for row in facts.clocks} == {("TRIAGE", "MET")}


async def test_new_facts_open_a_new_round_and_lengthen_the_content(desk: Desk) -> None:
    scene = await Drive(desk).fresh(Wanted(C.CLOSED))
    await desk.act(V.REOPEN_WITH_NEW_FACTS, scene.case_id)
    await desk.act(V.ACCEPT_CASE, scene.case_id)
    await desk.act(V.DISPATCH_CASE, scene.case_id)

    facts = await desk.facts(scene.case_id)
    assert (facts.state, facts.row["round"], facts.row["closed_at"]) == (C.IN_PROGRESS, 2, None)
    assert [(one.round, one.state) for one in facts.assignments] == [(1, A.COMPLETED), (2, A.PENDING_ACCEPTANCE)]
    assert await desk.content(scene.case_id) == "小区维修资金用途不明\n\n又发现一笔支出"


async def test_a_case_that_never_was_dispatched_reopens_in_its_first_round(desk: Desk) -> None:
    scene = await Drive(desk).fresh(Wanted(C.DIVERTED))
    await desk.act(V.REOPEN_WITH_NEW_FACTS, scene.case_id)
    facts = await desk.facts(scene.case_id)
    assert (facts.state, facts.row["round"]) == (C.RECEIVED, 1)


async def test_a_late_co_handler_holds_nothing_back_and_stays_breached(desk: Desk) -> None:
    scene = await dispatched(Drive(desk), Role.LEAD, Role.CO_HANDLER)
    late = scene.parts["other"]
    desk.move_on(timedelta(days=10))
    await fire_due(desk.office.pool, desk.office.services)
    for verb in (V.LOG_CONTACT, V.SUBMIT_FEEDBACK, V.APPROVE_FEEDBACK):
        await desk.act(verb, scene.subject)
    assert (await desk.facts(scene.case_id)).state is C.PENDING_CALLBACK

    await desk.act(V.RECORD_CALLBACK, scene.case_id)

    facts = await desk.facts(scene.case_id)
    handling = {row["assignment_id"]: row for row in facts.clocks if row["kind"] == "HANDLING"}
    assert facts.assignment(late).state is A.CANCELLED
    assert handling[late]["state"] == "CANCELLED"
    assert handling[late]["breached_at"] == handling[late]["due_at"]
    assert handling[scene.subject]["state"] == "LATE"


async def test_of_two_co_handlers_the_one_in_time_is_completed_and_the_late_one_is_breached(desk: Desk) -> None:
    scene = await Drive(desk).fresh(Wanted(C.PENDING_DISPATCH))
    parts = (("370902", Role.LEAD), ("ta-housing", Role.CO_HANDLER), ("ta-waterworks", Role.CO_HANDLER))
    targets = tuple(DispatchTarget(unit_id=desk.world.units[unit], role=role, basis="三定规定") for unit, role in parts)
    await desk.act(V.DISPATCH_CASE, scene.case_id, targets=targets)
    by_unit = {one.unit_path: one.id for one in (await desk.facts(scene.case_id)).assignments}
    prompt, late = by_unit[OTHER_AT], by_unit["/ta/ta-waterworks"]
    for verb in (V.ACCEPT_ASSIGNMENT, V.SUBMIT_FEEDBACK):
        await desk.act(verb, prompt, at=OTHER_AT)
    await desk.act(V.APPROVE_FEEDBACK, prompt)
    desk.move_on(timedelta(days=10))
    await fire_due(desk.office.pool, desk.office.services)

    facts = await desk.facts(scene.case_id)
    breached = {row["assignment_id"] for row in facts.clocks if row["kind"] == "HANDLING" and row["breached_at"]}
    assert facts.assignment(prompt).state is A.COMPLETED
    assert prompt not in breached
    assert late in breached
