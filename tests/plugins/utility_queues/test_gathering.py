"""What an outage explains is gathered under its first case."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from core.api import (
    AcceptCase,
    AnswerCase,
    Kind,
    MergeCases,
    Outcome,
    Refused,
    Secrecy,
    UnitOfWork,
    UnmergeCase,
    Urgency,
    Viewer,
    WithdrawCase,
    accept_case,
    answer_case,
    merge_cases,
    unmerge_case,
    withdraw_case,
)
from core.db.uow import unit_of_work
from plugins.utility_queues.commands.end_outage import end_outage
from plugins.utility_queues.errors import NOT_A_COMPANY
from plugins.utility_queues.gathering import gather
from plugins.utility_queues.inputs import EndOutage, Place
from plugins.utility_queues.vocabulary import CasePart
from tests.plugins.utility_queues import works
from tests.support.plugged import Plugged, config_text


@pytest.fixture(autouse=True)
async def served(plugged: Plugged) -> None:
    await works.area(plugged)


async def parts(office: Plugged) -> Mapping[UUID, str]:
    return {row["case_id"]: row["part"] for row in await works.rows(office, "outage_case")}


async def gathered(office: Plugged, **case: Any) -> UUID:
    case_id = await works.registered(office, **case)
    await office.effects()
    return case_id


async def master_of(office: Plugged, case_id: UUID) -> UUID | None:
    found: UUID | None = await office.pool.fetchval("select master_id from case_file where id = $1", case_id)
    return found


async def test_hook_after_case_event(plugged: Plugged) -> None:
    """The first becomes the master and stays as it is; the next live on in it."""
    await works.published(plugged)

    first, second, third = [await gathered(plugged) for _ in range(3)]

    assert await parts(plugged) == {first: "MASTER", second: "MERGED", third: "MERGED"}
    assert [await works.state_of(plugged, one) for one in (first, second, third)] == ["RECEIVED", "MERGED", "MERGED"]
    assert [await master_of(plugged, one) for one in (first, second, third)] == [None, first, first]


async def test_a_match_is_known_before_anything_is_gathered(plugged: Plugged) -> None:
    await works.published(plugged)

    case_id = await works.registered(plugged)

    assert await parts(plugged) == {case_id: "MATCHED"}
    assert await plugged.pool.fetchval(
        "select count(*) from case_event where case_id = $1 and type = 'utility_queues/matchOutage'", case_id
    )


async def test_open_cases_are_gathered_when_the_notice_is_published(plugged: Plugged) -> None:
    first, second = await works.registered(plugged), await works.accepted(plugged)
    working = await works.dispatched(plugged)

    await works.published(plugged)
    assert set((await parts(plugged)).values()) == {"MATCHED"}
    await plugged.effects()

    assert await parts(plugged) == {first: "MASTER", second: "MERGED"}
    assert await works.state_of(plugged, working) == "IN_PROGRESS"


async def test_a_category_found_at_acceptance_counts(plugged: Plugged) -> None:
    await works.published(plugged)
    case_id = await gathered(plugged, category=None)
    assert await parts(plugged) == {}

    await plugged.run(accept_case, "operator", AcceptCase(case_id=case_id, category=works.WATER_CUT))
    await plugged.effects()

    assert await parts(plugged) == {case_id: "MASTER"}


@pytest.mark.parametrize(
    "case",
    [
        {"category": works.WATER_BILL},
        {"category": "160201"},
        {"category": "010207"},
        {"district": "370911"},
        {"urgency": Urgency.LIFE_DANGER},
        {"public_safety": True},
        {"kind": Kind.REPORT},
        {"secrecy": Secrecy.REPORTER_CONFIDENTIAL},
    ],
    ids=str,
)
async def test_what_it_does_not_explain_is_left_alone(plugged: Plugged, case: dict[str, Any]) -> None:
    await works.published(plugged)

    case_id = await gathered(plugged, **case)

    assert await parts(plugged) == {}
    assert await works.state_of(plugged, case_id) == "RECEIVED"


async def test_a_township_s_notice_is_about_the_township(plugged: Plugged) -> None:
    await works.published(plugged, "370902001")

    inside, beside, above = [await gathered(plugged, district=one) for one in ("370902001", "370902002", "370902")]

    assert set(await parts(plugged)) == {inside}
    assert {beside, above}.isdisjoint(await parts(plugged))


async def test_a_grid_cell_s_notice_is_about_the_cell(plugged: Plugged) -> None:
    await works.published(plugged, places=(Place(district="370902001", grid_code="G7"),))

    inside = await gathered(plugged, district="370902001", grid_code="G7")
    await gathered(plugged, district="370902001", grid_code="G8")
    await gathered(plugged, district="370902001")

    assert set(await parts(plugged)) == {inside}


@pytest.mark.parametrize(("minutes", "explained"), [(120, True), (121, False)])
async def test_calls_come_before_the_stated_start_but_not_long(plugged: Plugged, minutes: int, explained: bool) -> None:
    await works.published(plugged, starts_at=plugged.clock.now() + timedelta(minutes=minutes), expected_at=None)

    case_id = await gathered(plugged)

    assert (case_id in await parts(plugged)) == explained


async def test_after_the_end_nothing_is_gathered(plugged: Plugged) -> None:
    notice = await works.published(plugged)
    await plugged.run(end_outage, works.COMPANY, EndOutage(outage_id=notice, restored_at=plugged.clock.now()))

    await gathered(plugged)

    assert await parts(plugged) == {}


async def test_when_the_master_has_ended_the_next_becomes_master(plugged: Plugged) -> None:
    await works.published(plugged)
    first = await gathered(plugged)
    await plugged.run(withdraw_case, "operator", WithdrawCase(case_id=first, reason="x"))

    second, third = await gathered(plugged), await gathered(plugged)

    assert await parts(plugged) == {first: "MASTER", second: "MASTER", third: "MERGED"}
    assert await master_of(plugged, third) == second


async def test_a_case_that_was_answered_meanwhile_is_left(plugged: Plugged) -> None:
    await works.published(plugged)
    await gathered(plugged)
    case_id = await works.registered(plugged)
    await plugged.run(answer_case, "operator", AnswerCase(case_id=case_id, reply="预计 14 时恢复"))
    await plugged.effects()

    assert (await parts(plugged))[case_id] == "LEFT"
    assert await works.state_of(plugged, case_id) == "ANSWERED"


async def test_what_an_officer_takes_out_is_not_merged_again(plugged: Plugged) -> None:
    await works.published(plugged)
    await gathered(plugged)
    case_id = await gathered(plugged)
    await plugged.run(unmerge_case, "dispatcher", UnmergeCase(case_id=case_id, reason="x"))

    await plugged.run(accept_case, "operator", AcceptCase(case_id=case_id, category=works.WATER_CUT))
    await plugged.effects()

    assert await works.state_of(plugged, case_id) == "PENDING_DISPATCH"


async def test_where_it_is_off_nothing_is_gathered(plugged: Plugged) -> None:
    await works.published(plugged)
    await plugged.switch("utility_queues", ["370911"])

    await gathered(plugged)

    assert await parts(plugged) == {}


@pytest.mark.parametrize("plugins_toml", [config_text(["utility_queues"], "settings = { gathered_at_once = 2 }\n")])
async def test_a_notice_takes_up_no_more_at_once_than_is_set_and_the_rest_a_minute_later(plugged: Plugged) -> None:
    for _ in range(3):
        await works.registered(plugged)
    await works.published(plugged)
    await plugged.effects()
    assert sorted((await parts(plugged)).values()) == ["MASTER", "MERGED"]

    await plugged.minute()
    await plugged.effects()

    assert sorted((await parts(plugged)).values()) == ["MASTER", "MERGED", "MERGED"]


async def test_many_at_once_have_one_master(plugged: Plugged) -> None:
    """Six processes gather six cases of one notice in the same moment."""
    await works.published(plugged)
    cases = [await works.registered(plugged) for _ in range(6)]

    async def one(case_id: UUID) -> CasePart | None:
        async with unit_of_work(plugged.pool, plugged.services) as uow:
            return await gather(uow, case_id)

    done = await asyncio.gather(*(one(case_id) for case_id in cases))

    assert sorted(str(part) for part in done) == ["MASTER", *["MERGED"] * 5]
    assert len({await master_of(plugged, case_id) for case_id in cases}) == 2


async def test_what_is_kept_closer_is_no_master(plugged: Plugged) -> None:
    await works.published(plugged)
    private, first, other = [await gathered(plugged, secrecy=one) for one in (Secrecy.PRIVACY, None, Secrecy.PRIVACY)]

    found = await parts(plugged)
    assert [found[one] for one in (private, first, other)] == ["LEFT", "MASTER", "MERGED"]
    assert await master_of(plugged, other) == first


async def test_a_case_that_cannot_be_merged_keeps_nobody_from_anything(
    plugged: Plugged, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is tried again by itself; the notice is published, and the other cases are gathered."""
    _, second, third = [await works.registered(plugged) for _ in range(3)]

    async def refusing(uow: UnitOfWork, actor: Viewer, input: MergeCases) -> Outcome:
        if input.case_id == second:
            raise Refused(NOT_A_COMPANY)
        return await merge_cases(uow, actor, input)

    monkeypatch.setattr("plugins.utility_queues.gathering.merge_cases", refusing)
    await works.published(plugged)
    await plugged.effects()

    found = await parts(plugged)
    assert (found[second], found[third]) == ("MATCHED", "MERGED")
