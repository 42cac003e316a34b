"""Lines of life_cycle_guards.csv about reporting, review, termination and promises."""

from core.cases.states import AssignmentState as A
from core.cases.states import Role
from core.cases.verbs import Verb as V
from tests.core.cases.desk import COUNTY
from tests.core.cases.drive import TOWNSHIP_PATH, Drive, Scene
from tests.core.cases.situations import (
    OTHER_AT,
    Try,
    dispatched,
    fresh_part,
    situation,
    with_grant,
)  # fmt: skip


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
