"""How an act begins and what it writes."""

import asyncio

import pytest
from sqlalchemy import text

from core.db.uow import unit_of_work
from core.errors import NotAllowed, NotFound, Stale, VersionMoved
from plugins.discipline_referral.states import Act, State
from tests.plugins.discipline_referral.bureau import Bureau
from tests.schema.support.desk import _DIGEST as CORE_DIGEST

WAITING = text("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")


async def core_rows(bureau: Bureau) -> dict[str, tuple[object, ...]]:
    """Every business table of the core by name: how many rows, and a digest of them."""
    return {row[0]: tuple(row) for row in await bureau.office.pool.fetch(CORE_DIGEST)}


async def test_a_whole_life_leaves_every_table_of_the_core_as_it_was(bureau: Bureau) -> None:
    case = await bureau.case("ta-housing")
    before = await core_rows(bureau)

    await bureau.brought(State.CONCLUDED, case)

    assert await core_rows(bureau) == before


async def test_an_expected_version_that_has_passed_is_stale(bureau: Bureau) -> None:
    referral = await bureau.brought(State.SUGGESTED)

    refusal = await bureau.refusal(Act.REVIEW, referral, expected_version=2)

    assert isinstance(refusal, Stale)
    assert refusal.detail.current_version == 1
    await bureau.act(Act.REVIEW, referral, expected_version=1)


async def test_who_is_named_but_may_not_is_told_so(bureau: Bureau) -> None:
    referral = await bureau.brought(State.REVIEWED)

    refusal = await bureau.refusal(Act.APPROVE, referral, "inspecting")

    assert isinstance(refusal, NotAllowed)
    assert refusal.params == {"verb": "discipline_referral/approve"}


async def test_of_two_acts_at_once_the_second_must_decide_again(bureau: Bureau) -> None:
    referral = await bureau.brought(State.SUGGESTED)

    async with unit_of_work(bureau.office.pool, bureau.office.services) as uow:
        await bureau.command(uow, Act.REVIEW, referral)
        second = asyncio.create_task(bureau.act(Act.REJECT, referral, "inspecting"))
        while not await uow.fetch_value(WAITING):
            pass

    with pytest.raises(VersionMoved):
        await second
    assert (await bureau.row(referral))["state"] == State.REVIEWED


async def test_where_the_plug_in_is_off_there_is_no_referral(bureau: Bureau) -> None:
    referral = await bureau.brought(State.SUGGESTED)

    await bureau.office.switch("discipline_referral", ["370911"])

    assert isinstance(await bureau.refusal(Act.REVIEW, referral), NotFound)
    await bureau.office.switch("discipline_referral", [(await bureau.row(referral))["gate"]])
    await bureau.act(Act.REVIEW, referral)


@pytest.mark.parametrize("act", [Act.REJECT, Act.WITHDRAW])
async def test_a_reason_is_sealed_with_the_step(act: Act, bureau: Bureau) -> None:
    referral = await bureau.brought(State.SUGGESTED)

    await bureau.act(act, referral, reason="唯一的理由")

    row = await bureau.office.pool.fetchrow(
        "select note_sealed, note_mask from discipline_referral_step where referral_id = $1 and version = 2", referral
    )
    assert row["note_mask"] == "****"
    assert "唯一的理由".encode() not in row["note_sealed"]
