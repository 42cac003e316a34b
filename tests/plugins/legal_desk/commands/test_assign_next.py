"""Whose turn it is: the consultation due first goes to the lawyer on duty with the fewest open ones."""

import asyncio
from datetime import timedelta

from core.access.viewer import Viewer
from core.db.uow import unit_of_work
from core.errors import Refused, VersionMoved
from plugins.legal_desk.commands.assign_next import assign_next
from plugins.legal_desk.commands.declare_conflict import declare_conflict
from plugins.legal_desk.inputs import AssignNext, DeclareConflict
from tests.plugins.legal_desk.bureau import CITY, TAISHAN, Bureau

NEXT = AssignNext(district=CITY)


async def test_the_fewest_open_ones_decide_and_then_who_waited_longest(bureau: Bureau) -> None:
    first, second = bureau.lawyer, await bureau.colleague()
    for who in (first, second):
        await bureau.on_duty(who)
    given: list[object] = []
    for _ in range(5):
        await bureau.referred()
        bureau.later(timedelta(minutes=1))
        done = await bureau.do(assign_next, bureau.lead, NEXT)
        given.append((await bureau.consultation(done.object_id))["lawyer_id"])

    start = sorted([first.id, second.id])
    assert given == [start[0], start[1], start[0], start[1], start[0]]


async def test_what_is_due_first_goes_first(bureau: Bureau) -> None:
    await bureau.on_duty(bureau.lawyer)
    older = await bureau.referred()
    bureau.later(timedelta(hours=1))
    await bureau.referred()

    done = await bureau.do(assign_next, bureau.lead, NEXT)

    row = await bureau.consultation(older)
    assert (done.object_id, done.version) == (older, 2)
    assert (row["state"], row["lawyer_id"], row["assigned_by"]) == ("ASSIGNED", bureau.lawyer.id, bureau.lead.id)


async def test_nobody_waits_nobody_is_on_duty_everybody_is_busy(bureau: Bureau) -> None:
    idle = await bureau.refused(assign_next, bureau.lead, NEXT)
    await bureau.referred()
    empty = await bureau.refused(assign_next, bureau.lead, NEXT)
    await bureau.on_duty(bureau.lawyer, 1)
    await bureau.do(assign_next, bureau.lead, NEXT)
    await bureau.referred()
    busy = await bureau.refused(assign_next, bureau.lead, NEXT)

    assert [one.code.code for one in (idle, empty, busy)] == [
        "LEGAL_DESK_NOBODY_WAITS", "LEGAL_DESK_NOBODY_ON_DUTY", "LEGAL_DESK_ALL_BUSY",
    ]  # fmt: skip


async def test_who_is_in_conflict_is_passed_over(bureau: Bureau) -> None:
    conflicted, other = bureau.lawyer, await bureau.colleague()
    case_id = await bureau.case()
    await bureau.on_duty(conflicted)
    consultation_id = await bureau.referred(case_id)
    await bureau.do(declare_conflict, conflicted, DeclareConflict(ground="EMPLOYED", case_id=case_id))

    alone = await bureau.refused(assign_next, bureau.lead, NEXT)
    await bureau.on_duty(other)
    await bureau.do(assign_next, bureau.lead, NEXT)

    assert alone.code.code == "LEGAL_DESK_NO_FITTING_LAWYER"
    assert (await bureau.consultation(consultation_id))["lawyer_id"] == other.id


async def test_a_consultation_nobody_may_have_holds_nobody_up(bureau: Bureau) -> None:
    case_id = await bureau.case()
    blocked = await bureau.referred(case_id)
    await bureau.on_duty(bureau.lawyer)
    await bureau.do(declare_conflict, bureau.lawyer, DeclareConflict(ground="EMPLOYED", case_id=case_id))
    bureau.later(timedelta(minutes=1))
    behind = await bureau.referred()

    done = await bureau.do(assign_next, bureau.lead, NEXT)

    assert done.object_id == behind
    assert (await bureau.consultation(blocked))["state"] == "WAITING"


async def test_a_lawyer_of_one_district_gets_none_of_another(bureau: Bureau) -> None:
    county = await bureau.colleague("county", place="/370900/370902")
    await bureau.on_duty(county, district=TAISHAN)
    await bureau.referred()
    elsewhere = await bureau.refused(assign_next, bureau.lead, NEXT)
    bureau.later(timedelta(minutes=1))
    here = await bureau.referred(await bureau.case(district=TAISHAN))

    done = await bureau.do(assign_next, bureau.lead, AssignNext(district=TAISHAN))

    assert elsewhere.code.code == "LEGAL_DESK_NOBODY_ON_DUTY"
    assert done.object_id == here


async def test_districts_where_the_desk_is_off_are_left_out(bureau: Bureau) -> None:
    await bureau.referred()
    await bureau.on_duty(bureau.lawyer)
    await bureau.office.switch("legal_desk", [TAISHAN])

    off = await bureau.refused(assign_next, bureau.lead, NEXT)
    await bureau.office.switch("legal_desk", [TAISHAN, CITY])
    await bureau.do(assign_next, bureau.lead, NEXT)

    assert off.code.code == "PLUGIN_DISABLED"


async def test_only_who_may_gives_consultations_away(bureau: Bureau) -> None:
    await bureau.referred()
    await bureau.on_duty(bureau.lawyer)

    refusal = await bureau.refused(assign_next, bureau.operator, NEXT)

    assert (refusal.code.code, refusal.params) == ("NOT_ALLOWED", {"verb": "legal_desk/assign"})


async def test_two_at_once_never_give_a_lawyer_more_than_fits(bureau: Bureau) -> None:
    await bureau.on_duty(bureau.lawyer, 1)
    await bureau.referred()
    await bureau.referred()

    async def one(who: Viewer) -> str:
        for _ in range(5):
            try:
                async with unit_of_work(bureau.office.pool, bureau.office.services) as uow:
                    await assign_next(uow, who, NEXT)
            except Refused as refused:
                return refused.code.code
            except VersionMoved:
                continue
            else:
                return "done"
        return "never"

    assert sorted(await asyncio.gather(one(bureau.lead), one(bureau.lead))) == ["LEGAL_DESK_ALL_BUSY", "done"]
