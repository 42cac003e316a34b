"""Lines of life_cycle_guards.csv about a unit's part: giving it back, who decides, more time, shelving."""

from datetime import UTC, datetime

from core.cases.states import AssignmentState as A
from core.cases.states import CaseState as C
from core.cases.states import Role
from core.cases.verbs import Verb as V
from core.deadlines.kinds import ClockKind
from tests.core.cases.drive import Drive, Scene
from tests.core.cases.situations import (
    SECOND,
    Situation,
    Try,
    dispatched,
    due,
    fresh_case,
    fresh_part,
    situation,
)  # fmt: skip


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
