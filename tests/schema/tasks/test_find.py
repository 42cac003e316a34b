"""The list of tasks says of every object exactly what `allowedActions` says of it."""

from typing import Any

from core.cases.verbs import Verb
from schema.relay.ids import encode
from schema.tasks.awaited import AWAITED
from schema.tasks.find import SHOWN, waiting
from tests.core.deadlines.desk import copies
from tests.schema.support.desk import Desk

PEOPLE = (
    "operator", "dispatcher", "reviewer", "callback_officer", "city_lead", "county_officer", "unit_liaison",
    "unit_handler", "utility_service", "outsourced_operator", "supervisor", "auditor",
)  # fmt: skip
_ACTIONS = "allowedActions { verb { code } allowed }"
ACTIONS = f"""{{
  cases(first: 50) {{ nodes {{ id state {_ACTIONS} }} }}
  assignments(first: 50) {{ nodes {{ id state {_ACTIONS} }} }}
}}"""
Tasks = dict[str, set[str]]


async def listed(desk: Desk, role: str) -> Tasks:
    found, complete = await waiting(desk.api.context(role))
    assert complete
    return {encode(one.machine.lower(), one.id): {verb.value for verb in one.verbs} for one in found}


async def decided(desk: Desk, role: str) -> Tasks:
    """The verbs that are waited for and allowed, of everything the role sees."""
    told = await desk.api.data(ACTIONS, role)
    nodes = [*told["cases"]["nodes"], *told["assignments"]["nodes"]]
    found = {node["id"]: _open(node) for node in nodes}
    return {id_: verbs for id_, verbs in found.items() if verbs}


def _open(node: dict[str, Any]) -> set[str]:
    allowed = {action["verb"]["code"] for action in node["allowedActions"] if action["allowed"]}
    return {verb.value for verb, states in AWAITED.items() if verb.value in allowed and node["state"] in states}


async def city(desk: Desk) -> None:
    """Cases in every state in which somebody is waited for."""
    await desk.registered("outsourced_operator")
    incomplete = await desk.registered()
    await desk.do(Verb.REQUEST_INFORMATION, "operator", caseId=incomplete, missing=["place"])
    await desk.accepted()
    await desk.api.office.pool.execute("update case_file set bounces = 9 where state = 'PENDING_DISPATCH'")
    await desk.accepted()
    unclear = await desk.accepted()
    await desk.do(
        Verb.REQUEST_ADJUDICATION, "dispatcher", caseId=unclear, route="STUDY", question="归谁？",
        participants=[await desk.unit("ta-housing")],
    )  # fmt: skip
    await desk.dispatched(("ta-housing", "LEAD"), ("ta-waterworks", "CO_HANDLER"))
    _, silent = await desk.dispatched()
    await desk.do(Verb.ACCEPT_ASSIGNMENT, "unit_liaison", assignmentId=silent["ta-housing"])
    _, extended = await desk.at_work()
    await desk.do(
        Verb.REQUEST_EXTENSION, "unit_liaison", assignmentId=extended, days=2, reason="COMPLEX",
        explanation="等待配件。", citizenToldAt=desk.api.office.clock.now().isoformat(),
    )  # fmt: skip
    _, promised = await desk.at_work()
    await desk.do(
        Verb.MAKE_COMMITMENT, "unit_liaison", assignmentId=promised, text="下周修好", dueAt="2026-11-30T10:00:00+08:00"
    )
    _, ending = await desk.at_work()
    await desk.termination(ending)
    _, reported = await desk.at_work()
    await desk.reported(reported)
    await desk.reviewed()
    await desk.discontent()


async def test_what_waits_is_what_may_be_done_and_is_waited_for(desk: Desk) -> None:
    # given a city in which everything waits for somebody
    await city(desk)

    # when everybody's tasks are listed, then they are what the life cycle, the policy and the guards say
    every = set()
    for role in PEOPLE:
        expected = await decided(desk, role)
        assert await listed(desk, role) == expected, role
        every |= set().union(*expected.values())
    assert every >= set(map(str, AWAITED)) - {"approveReturn", "rejectReturn"}


async def test_a_return_waits_for_the_level_that_dispatched(desk: Desk) -> None:
    _, parts = await desk.dispatched()
    await desk.do(
        Verb.REQUEST_RETURN, "unit_liaison", assignmentId=parts["ta-housing"], reason="NOT_COMPETENT",
        explanation="不属于本单位职责。", basis="三定规定", suggestedUnitId=await desk.unit("ta-waterworks"),
    )  # fmt: skip
    for role in PEOPLE:
        assert await listed(desk, role) == await decided(desk, role), role
    assert await listed(desk, "dispatcher") == {parts["ta-housing"]: {"approveReturn", "rejectReturn"}}


async def test_who_signed_first_is_not_waited_for_as_the_second(desk: Desk) -> None:
    case, _ = await desk.discontent()
    await desk.do(
        Verb.CLOSE_UNREASONABLE, "reviewer", caseId=case, finding="超出标准",
        materials=[await desk.attachment("reviewer")],
    )  # fmt: skip
    assert await listed(desk, "reviewer") == await decided(desk, "reviewer") == {case: {"orderRedo"}}
    assert await listed(desk, "city_lead") == {case: {"orderRedo", "closeUnreasonable"}}


async def test_what_passed_down_is_at_work_waits_below(desk: Desk) -> None:
    # given a county's assignment that it has passed down
    _, parts = await desk.dispatched(("370902", "LEAD"))
    (part,) = parts.values()
    await desk.do(Verb.ACCEPT_ASSIGNMENT, "county_officer", assignmentId=part)
    below = await desk.api.office.pool.fetchval(
        "select code from unit where path like '/ta/370902/%' and active and level <> 'COUNTY' order by path limit 1"
    )
    unit = await desk.unit(below)
    await desk.do(Verb.SUB_DISPATCH, "county_officer", assignmentId=part, unitId=unit, reason="属地管理")

    assert await listed(desk, "county_officer") == await decided(desk, "county_officer")


async def test_at_most_a_hundred_are_listed_and_it_is_said_that_there_are_more(desk: Desk) -> None:
    await desk.dispatched()
    row = await desk.api.office.pool.fetchrow("select id from case_file")
    await copies(desk.api.office, row["id"], SHOWN)

    found, complete = await waiting(desk.api.context("unit_liaison"))

    assert (len(found), complete) == (SHOWN, False)
    due = [one.due_at for one in found if one.due_at]
    assert due == sorted(due)
