"""The situations of life_cycle_guards.csv, arranged by the commands: every line has one entry, and every entry a line."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from core.access.viewer import Viewer
from core.cases.inputs import DispatchTarget
from core.cases.states import AssignmentState as A
from core.cases.states import CaseState as C
from core.cases.states import Role
from core.cases.verbs import Verb as V
from core.deadlines.kinds import ClockKind
from tests.core.cases.desk import COUNTY
from tests.core.cases.drive import OTHER, TOWNSHIP_PATH, Drive, Scene, Wanted
from tests.core.cases.verbs import LONG_CYCLE

OTHER_AT = f"/ta/{OTHER}"
SECOND = timedelta(seconds=1)


@dataclass
class Try:
    """What is tried in a situation: the verb is done to `on` at the present, by whom it is usually done or by `by`."""

    on: UUID
    by: str | Viewer | None = None
    at: str | None = None
    values: dict[str, Any] = field(default_factory=dict)


Situation = Callable[[Drive], Awaitable[Try]]
SITUATIONS: dict[tuple[str, str], Situation] = {}


def situation(text: str, *verbs: V) -> Callable[[Situation], Situation]:
    """Register what arranges the line with this text, for each of the verbs."""

    def enter(arrange: Situation) -> Situation:
        SITUATIONS.update({(verb.value, text): arrange for verb in verbs})
        return arrange

    return enter


async def fresh_case(drive: Drive, state: C) -> Scene:
    return await drive.fresh(Wanted(state))


async def fresh_part(drive: Drive, state: A, *open_: str, part: Any = "top") -> Scene:
    return await drive.fresh(Wanted(state, part=part, open=frozenset(open_)))


async def period_end(scene: Scene) -> datetime:
    (asked,) = (await scene.desk.facts(scene.case_id)).waiting("information")
    assert asked.until is not None
    return asked.until


async def due(scene: Scene, kind: ClockKind) -> datetime:
    row = (await scene.desk.facts(scene.case_id)).clock(kind, scene.subject)
    assert row is not None
    found: datetime = row["due_at"]
    return found


async def returned(drive: Drive, times: int) -> Scene:
    """A case that so many units have given back."""
    scene = await fresh_case(drive, C.PENDING_DISPATCH)
    for _ in range(times):
        await drive.desk.act(V.DISPATCH_CASE, scene.case_id)
        given = next(one for one in (await drive.desk.facts(scene.case_id)).assignments if one.state != A.RETURNED)
        await drive.desk.act(V.REQUEST_RETURN, given.id)
        await drive.desk.act(V.APPROVE_RETURN, given.id)
    return scene


async def dispatched(drive: Drive, *roles: Role, category: str = LONG_CYCLE) -> Scene:
    """The county in the first role, ta-housing in the second, both at work and neither has called the reporter."""
    scene = await fresh_case(drive, C.RECEIVED)
    desk, units = drive.desk, (drive.desk.world.units["370902"], drive.desk.world.units[OTHER])
    await desk.act(V.ACCEPT_CASE, scene.case_id, category=category)
    targets = tuple(
        DispatchTarget(unit_id=unit, role=role, basis="三定规定") for unit, role in zip(units, roles, strict=False)
    )
    await desk.act(V.DISPATCH_CASE, scene.case_id, targets=targets)
    for one in (await desk.facts(scene.case_id)).assignments:
        scene.parts["top" if one.unit_id == units[0] else "other"] = one.id
        await desk.act(V.ACCEPT_ASSIGNMENT, one.id, at=one.unit_path)
    return scene


def with_grant(drive: Drive, person: Viewer, role: str) -> Viewer:
    """The same person with another role's grants as well."""
    return replace(person, grants=(*person.grants, *drive.desk.viewer(role).grants))


# What the case itself must allow.


@situation("NEEDS_INFORMATION; now is the instant at which the five working days end", V.DIVERT_CASE)
async def _(drive: Drive) -> Try:
    scene = await fresh_case(drive, C.NEEDS_INFORMATION)
    drive.desk.turn_to(await period_end(scene))
    return Try(scene.case_id)


@situation("NEEDS_INFORMATION; one second after the five working days ended", V.DIVERT_CASE)
async def _(drive: Drive) -> Try:
    scene = await fresh_case(drive, C.NEEDS_INFORMATION)
    drive.desk.turn_to(await period_end(scene) + SECOND)
    return Try(scene.case_id)


@situation("RECEIVED; nothing was asked, there is nothing to wait for", V.DIVERT_CASE)
async def _(drive: Drive) -> Try:
    return Try((await fresh_case(drive, C.RECEIVED)).case_id)


@situation("DIVERTED a second time after an objection was heard once", V.OBJECT_TO_DIVERSION)
async def _(drive: Drive) -> Try:
    scene = await fresh_case(drive, C.DIVERTED)
    await drive.desk.act(V.OBJECT_TO_DIVERSION, scene.case_id)
    await drive.desk.act(V.DIVERT_CASE, scene.case_id)
    return Try(scene.case_id)


@situation("DIVERTED; no objection so far", V.OBJECT_TO_DIVERSION)
async def _(drive: Drive) -> Try:
    return Try((await fresh_case(drive, C.DIVERTED)).case_id)


@situation("PENDING_DISPATCH after the third approved return", V.DISPATCH_CASE)
@situation("PENDING_DISPATCH after the third approved return: adjudication is the way left", V.REQUEST_ADJUDICATION)
async def _(drive: Drive) -> Try:
    return Try((await returned(drive, 3)).case_id)


@situation("PENDING_DISPATCH after the second approved return", V.DISPATCH_CASE)
async def _(drive: Drive) -> Try:
    return Try((await returned(drive, 2)).case_id)


@situation("a callback_officer of the county agency /ta/370902 calls back a case of that county", V.RECORD_CALLBACK)
async def _(drive: Drive) -> Try:
    return Try((await fresh_case(drive, C.PENDING_CALLBACK)).case_id, "callback_officer", COUNTY)


@situation("a callback_officer of the city agency /ta", V.RECORD_CALLBACK)
async def _(drive: Drive) -> Try:
    return Try((await fresh_case(drive, C.PENDING_CALLBACK)).case_id, "callback_officer")


_DECIDING = {
    V.ORDER_REDO: C.PENDING_REDO_DECISION,
    V.CLOSE_UNREASONABLE: C.PENDING_REDO_DECISION,
    V.APPROVE_TERMINATION: C.TERMINATION_REVIEW,
    V.REJECT_TERMINATION: C.TERMINATION_REVIEW,
}


def _reviewer(state: C, at: str | None) -> Situation:
    async def arrange(drive: Drive) -> Try:
        return Try((await fresh_case(drive, state)).case_id, "reviewer", at)

    return arrange


for _verb, _state in _DECIDING.items():
    situation("a reviewer of the county agency /ta/370902", _verb)(_reviewer(_state, COUNTY))
    situation("a reviewer of the city agency /ta", _verb)(_reviewer(_state, None))
situation(
    "a reviewer of the city agency /ta makes the first call; the case stays PENDING_REDO_DECISION", V.CLOSE_UNREASONABLE
)(_reviewer(C.PENDING_REDO_DECISION, None))
del SITUATIONS[V.CLOSE_UNREASONABLE.value, "a reviewer of the city agency /ta"]
situation("a reviewer of the city agency who did not request it", V.APPROVE_TERMINATION)(
    _reviewer(C.TERMINATION_REVIEW, None)
)


@situation("the person who recorded the finding of this round calls again", V.CLOSE_UNREASONABLE)
async def _(drive: Drive) -> Try:
    scene = await fresh_case(drive, C.PENDING_REDO_DECISION)
    await drive.desk.act(V.CLOSE_UNREASONABLE, scene.case_id)
    return Try(scene.case_id, "reviewer")


@situation(
    "another reviewer of the city agency signs the finding of this round; the case is CLOSED", V.CLOSE_UNREASONABLE
)
async def _(drive: Drive) -> Try:
    scene = await fresh_case(drive, C.PENDING_REDO_DECISION)
    await drive.desk.act(V.CLOSE_UNREASONABLE, scene.case_id)
    return Try(scene.case_id, "city_lead")


@situation("the person who requested the termination as unit_liaison also holds city_lead", V.APPROVE_TERMINATION)
async def _(drive: Drive) -> Try:
    scene = await fresh_case(drive, C.TERMINATION_REVIEW)
    return Try(scene.case_id, with_grant(drive, drive.desk.viewer("unit_liaison"), "city_lead"))


@situation("the case is marked as a matter of public safety", V.WITHDRAW_CASE)
async def _(drive: Drive) -> Try:
    drive.desk.turn_to(datetime(2026, 11, 16, 2, tzinfo=UTC))
    return Try((await drive.desk.act(V.REGISTER_CASE, public_safety=True)).case_id)


@situation("the case is not marked as a matter of public safety", V.WITHDRAW_CASE)
async def _(drive: Drive) -> Try:
    return Try((await fresh_case(drive, C.RECEIVED)).case_id)


# When a unit may give its part back.


@situation("ACCEPTED; dispatched Monday 2026-11-16 10:00, now Wednesday 2026-11-18 18:00:01", V.REQUEST_RETURN)
async def _(drive: Drive) -> Try:
    scene = await fresh_part(drive, A.ACCEPTED)
    drive.desk.turn_to(datetime(2026, 11, 18, 10, 0, 1, tzinfo=UTC))
    return Try(scene.subject)


@situation("ACCEPTED; dispatched Monday 2026-11-16 10:00, now Wednesday 2026-11-18 18:00:00", V.REQUEST_RETURN)
async def _(drive: Drive) -> Try:
    scene = await fresh_part(drive, A.ACCEPTED)
    drive.desk.turn_to(datetime(2026, 11, 18, 10, 0, 0, tzinfo=UTC))
    return Try(scene.subject)


@situation("the assignment was made by ruleAndDispatch", V.REQUEST_RETURN)
async def _(drive: Drive) -> Try:
    scene = await fresh_case(drive, C.UNDER_ADJUDICATION)
    await drive.desk.act(V.RULE_AND_DISPATCH, scene.case_id)
    (made,) = (await drive.desk.facts(scene.case_id)).assignments
    return Try(made.id)


@situation("the assignment was made by dispatchCase and nothing was ever ruled", V.REQUEST_RETURN)
async def _(drive: Drive) -> Try:
    return Try((await fresh_part(drive, A.PENDING_ACCEPTANCE)).subject)


# Who dispatched decides.

_STATE_OF = {
    V.APPROVE_RETURN: (A.RETURN_REQUESTED, ()),
    V.REJECT_RETURN: (A.RETURN_REQUESTED, ()),
    V.REASSIGN: (A.IN_HANDLING, ()),
    V.APPROVE_EXTENSION: (A.IN_HANDLING, ("extension",)),
    V.REJECT_EXTENSION: (A.IN_HANDLING, ("extension",)),
    V.SHELVE_ASSIGNMENT: (A.IN_HANDLING, ()),
    V.UNSHELVE_ASSIGNMENT: (A.LONG_TERM, ()),
    V.SEND_BACK_FEEDBACK: (A.FEEDBACK_SUBMITTED, ()),
    V.APPROVE_FEEDBACK: (A.FEEDBACK_SUBMITTED, ()),
}


def _decided(verb: V, by: str, part: str) -> Situation:
    async def arrange(drive: Drive) -> Try:
        state, open_ = _STATE_OF[verb]
        return Try((await fresh_part(drive, state, *open_, part=part)).subject, by)

    return arrange


for _verb in _STATE_OF:
    situation("a county_officer at /ta/370902; the county's own assignment, dispatched by /ta", _verb)(
        _decided(_verb, "county_officer", "top")
    )
    situation("a county_officer at /ta/370902; an assignment the county sub-dispatched", _verb)(
        _decided(_verb, "county_officer", "child")
    )
situation("a reviewer at /ta; an assignment the county sub-dispatched", V.APPROVE_EXTENSION)(
    _decided(V.APPROVE_EXTENSION, "reviewer", "child")
)
situation("a reviewer at /ta; an assignment the city agency dispatched", V.APPROVE_EXTENSION)(
    _decided(V.APPROVE_EXTENSION, "reviewer", "top")
)


# More time.


@situation("one second after HANDLING fell due", V.REQUEST_EXTENSION)
async def _(drive: Drive) -> Try:
    scene = await fresh_part(drive, A.IN_HANDLING)
    drive.desk.turn_to(await due(scene, ClockKind.HANDLING) + SECOND)
    return Try(scene.subject)


@situation("the instant at which HANDLING falls due", V.REQUEST_EXTENSION)
async def _(drive: Drive) -> Try:
    scene = await fresh_part(drive, A.IN_HANDLING)
    drive.desk.turn_to(await due(scene, ClockKind.HANDLING))
    return Try(scene.subject)


async def extended(drive: Drive, times: int) -> Scene:
    scene = await fresh_part(drive, A.IN_HANDLING)
    for _ in range(times):
        await drive.desk.act(V.REQUEST_EXTENSION, scene.subject)
        await drive.desk.act(V.APPROVE_EXTENSION, scene.subject)
    return scene


@situation("two extensions of this assignment were granted", V.REQUEST_EXTENSION)
async def _(drive: Drive) -> Try:
    return Try((await extended(drive, 2)).subject)


@situation("one extension of three working days was granted, three more are asked for", V.REQUEST_EXTENSION)
async def _(drive: Drive) -> Try:
    return Try((await extended(drive, 1)).subject)


@situation("an earlier request is still undecided", V.REQUEST_EXTENSION)
@situation("one request is undecided", V.APPROVE_EXTENSION, V.REJECT_EXTENSION)
async def _(drive: Drive) -> Try:
    return Try((await fresh_part(drive, A.IN_HANDLING, "extension")).subject)


@situation("the only earlier request was rejected", V.REQUEST_EXTENSION)
async def _(drive: Drive) -> Try:
    scene = await fresh_part(drive, A.IN_HANDLING, "extension")
    await drive.desk.act(V.REJECT_EXTENSION, scene.subject)
    return Try(scene.subject)


@situation("no request is undecided", V.APPROVE_EXTENSION, V.REJECT_EXTENSION)
@situation("the case's category is a long-cycle class", V.SHELVE_ASSIGNMENT)
@situation("a top-level LEAD", V.REQUEST_TERMINATION)
@situation("a LEAD that logged a contact", V.SUBMIT_FEEDBACK)
async def _(drive: Drive) -> Try:
    return Try((await fresh_part(drive, A.IN_HANDLING)).subject)


@situation("the case's category is not a long-cycle class", V.SHELVE_ASSIGNMENT)
async def _(drive: Drive) -> Try:
    return Try((await dispatched(drive, Role.LEAD, category="010101")).subject)


# Reporting and review.


@situation("a LEAD that logged no contact", V.SUBMIT_FEEDBACK)
async def _(drive: Drive) -> Try:
    return Try((await dispatched(drive, Role.LEAD)).subject)


@situation("a PARALLEL that logged no contact", V.SUBMIT_FEEDBACK)
async def _(drive: Drive) -> Try:
    return Try((await dispatched(drive, Role.PARALLEL, Role.PARALLEL)).subject)


@situation("a CO_HANDLER that logged no contact", V.SUBMIT_FEEDBACK)
async def _(drive: Drive) -> Try:
    return Try((await dispatched(drive, Role.CO_HANDLER, Role.LEAD)).subject)


@situation("SUB_DISPATCHED; a child assignment is still live", V.SUBMIT_FEEDBACK)
async def _(drive: Drive) -> Try:
    return Try((await fresh_part(drive, A.SUB_DISPATCHED)).subject)


@situation("IN_HANDLING; every child assignment is COMPLETED, RETURNED or CANCELLED", V.SUBMIT_FEEDBACK)
async def _(drive: Drive) -> Try:
    scene = await fresh_part(drive, A.FEEDBACK_SUBMITTED, part="child")
    await drive.desk.act(V.LOG_CONTACT, scene.parts["top"])
    await drive.desk.act(V.APPROVE_FEEDBACK, scene.subject, by="county_officer")
    return Try(scene.parts["top"])


async def parallel(drive: Drive, reports: int) -> Scene:
    scene = await dispatched(drive, Role.PARALLEL, Role.PARALLEL)
    for one, at in ((scene.subject, COUNTY), (scene.parts["other"], OTHER_AT))[:reports]:
        await drive.desk.act(V.LOG_CONTACT, one, at=at)
        await drive.desk.act(V.SUBMIT_FEEDBACK, one, at=at)
    return scene


@situation("two PARALLEL units, one has submitted; the case is IN_PROGRESS", V.APPROVE_FEEDBACK, V.SEND_BACK_FEEDBACK)
async def _(drive: Drive) -> Try:
    return Try((await parallel(drive, 1)).subject)


@situation(
    "two PARALLEL units, both have submitted; the case is PENDING_REVIEW", V.APPROVE_FEEDBACK, V.SEND_BACK_FEEDBACK
)
async def _(drive: Drive) -> Try:
    return Try((await parallel(drive, 2)).subject)


@situation("a CO_HANDLER has submitted, the LEAD has not; the case is IN_PROGRESS", V.APPROVE_FEEDBACK)
async def _(drive: Drive) -> Try:
    scene = await dispatched(drive, Role.CO_HANDLER, Role.LEAD)
    await drive.desk.act(V.SUBMIT_FEEDBACK, scene.subject)
    return Try(scene.subject)


@situation("the person who submitted the feedback also holds reviewer", V.APPROVE_FEEDBACK)
async def _(drive: Drive) -> Try:
    scene = await fresh_part(drive, A.FEEDBACK_SUBMITTED)
    return Try(scene.subject, with_grant(drive, drive.desk.viewer("unit_handler"), "reviewer"))


@situation("a reviewer who did not submit the feedback", V.APPROVE_FEEDBACK)
async def _(drive: Drive) -> Try:
    return Try((await fresh_part(drive, A.FEEDBACK_SUBMITTED)).subject)


# Termination and promises.


@situation("a CO_HANDLER", V.REQUEST_TERMINATION)
async def _(drive: Drive) -> Try:
    scene = await dispatched(drive, Role.CO_HANDLER, Role.LEAD)
    await drive.desk.act(V.LOG_CONTACT, scene.subject)
    return Try(scene.subject)


@situation("a LEAD that was sub-dispatched: a child", V.REQUEST_TERMINATION)
async def _(drive: Drive) -> Try:
    return Try((await fresh_part(drive, A.IN_HANDLING, part="child")).subject, at=TOWNSHIP_PATH)


@situation("a top-level PARALLEL", V.REQUEST_TERMINATION)
async def _(drive: Drive) -> Try:
    scene = await dispatched(drive, Role.PARALLEL, Role.PARALLEL)
    await drive.desk.act(V.LOG_CONTACT, scene.subject)
    return Try(scene.subject)


@situation("the only commitment was answered for before", V.FULFIL_COMMITMENT)
async def _(drive: Drive) -> Try:
    scene = await fresh_part(drive, A.IN_HANDLING, "commitment")
    await drive.desk.act(V.FULFIL_COMMITMENT, scene.subject)
    return Try(scene.subject)


@situation("one commitment is open", V.FULFIL_COMMITMENT)
async def _(drive: Drive) -> Try:
    return Try((await fresh_part(drive, A.IN_HANDLING, "commitment")).subject)
