"""Lines of life_cycle_guards.csv about what the case itself must allow."""

from datetime import UTC, datetime

from core.cases.states import CaseState as C
from core.cases.verbs import Verb as V
from tests.core.cases.desk import COUNTY
from tests.core.cases.drive import Drive
from tests.core.cases.situations import (
    SECOND,
    SITUATIONS,
    Situation,
    Try,
    fresh_case,
    period_end,
    returned,
    situation,
    with_grant,
)  # fmt: skip


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
