"""The audit: whoever alters, removes, adds or reorders an entry is found out, at the right position."""

import asyncio
import os
import random
from typing import Any

import pytest

from core.db.uow import unit_of_work
from plugins.discipline_referral import audit
from plugins.discipline_referral.states import Act, State
from tests.plugins.discipline_referral.bureau import Bureau

TAMPERINGS = 10_000 if os.environ.get("HOTLINE_TEST_LONG") else 200
FORGERIES = {
    "act": "act || 'x'",
    "version": "version + 1",
    "actor": "'00000000-0000-0000-0000-00000000000f'",
    "body": "body || '{\"more\": 1}'",
    "at": "at + interval '1 microsecond'",
    "id": "gen_random_uuid()",
    "chain": "set_byte(chain, 7, get_byte(chain, 7) # 1)",
}


@pytest.fixture
async def kept(bureau: Bureau) -> Bureau:
    """A bureau with the audit of two referrals."""
    await bureau.brought(State.CONCLUDED)
    await bureau.brought(State.REJECTED)
    return bureau


async def tampered(bureau: Bureau, *statements: str) -> int | None:
    """What `verify` says after somebody who owns the database did this; undone afterwards."""
    async with bureau.desk.undone() as uow:
        connection: Any = uow._run
        await connection.execute("set local session_replication_role = replica")
        for statement in statements:
            assert not (await connection.execute(statement)).endswith(" 0"), statement
        return await audit.verify(uow)


async def length(bureau: Bureau) -> int:
    found: int = await bureau.office.pool.fetchval("select count(*) from discipline_referral_audit")
    return found


async def test_what_nobody_touched_is_unbroken(kept: Bureau) -> None:
    assert await audit.verify(kept.office.read) is None
    assert await audit.head_fits(kept.office.read)
    assert (await audit.end(kept.office.read))[0] == await length(kept) == 9


async def test_every_forged_field_is_found_where_it_stands(kept: Bureau) -> None:
    rnd, entries = random.Random(21), await length(kept)
    for _ in range(TAMPERINGS):
        column, at = rnd.choice(sorted(FORGERIES)), rnd.randint(1, entries)
        forged = f"update discipline_referral_audit set {column} = {FORGERIES[column]} where pos = {at}"
        assert await tampered(kept, forged) == at, (column, at)


@pytest.mark.parametrize(
    ("statements", "position"),
    [
        (["delete from discipline_referral_audit where pos = 3"], 3),
        (["delete from discipline_referral_audit where pos = 9"], 9),
        (["delete from discipline_referral_audit"], 1),
        (["delete from discipline_referral_chain_head"], 1),
        (["update discipline_referral_chain_head set last_pos = 8"], 9),
        (["update discipline_referral_chain_head set chain = ''"], 9),
        (
            ["update discipline_referral_audit set pos = -pos where pos in (4, 5)",
             "update discipline_referral_audit set pos = 9 + pos where pos in (-4, -5)"],
            4,
        ),
        (
            ["insert into discipline_referral_audit select gen_random_uuid(), 10, referral_id, version, act, actor, body, at,"
             " chain from discipline_referral_audit where pos = 9"],
            10,
        ),
    ],
)  # fmt: skip
async def test_removing_adding_and_reordering_are_found(statements: list[str], position: int, kept: Bureau) -> None:
    assert await tampered(kept, *statements) == position


@pytest.mark.parametrize(
    "statement", ["update discipline_referral_audit set act = 'x'", "delete from discipline_referral_audit"]
)
async def test_the_database_refuses_to_change_or_delete_an_entry(statement: str, kept: Bureau) -> None:
    with pytest.raises(Exception, match="append-only"):
        await kept.office.pool.execute(statement)


async def test_health_looks_at_the_end(kept: Bureau) -> None:
    async with kept.desk.undone() as uow:
        connection: Any = uow._run
        await connection.execute("set local session_replication_role = replica")
        await connection.execute("delete from discipline_referral_audit where pos = 9")
        assert not await audit.head_fits(uow)


async def test_entries_written_at_once_stand_in_one_chain(bureau: Bureau) -> None:
    referral = await bureau.suggest(await bureau.case("ta-housing"))

    async def read() -> None:
        async with unit_of_work(bureau.office.pool, bureau.office.services) as uow:
            await audit.record(uow, [audit.Entry(referral, 1, Act.READ, bureau.people["inspecting"].id)])

    await asyncio.gather(*(read() for _ in range(12)))

    assert await audit.verify(bureau.office.read) is None
    assert await length(bureau) == 13
