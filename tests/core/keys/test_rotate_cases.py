"""Every case gets a fresh key while it is worked on; at no moment is a value unreadable."""

import asyncio
from contextlib import aclosing

import pytest

from core.cases import sealed
from core.cases.commands.accept_case import accept_case
from core.cases.commands.register_case import register_case
from core.cases.inputs.intake import RegisterCase
from core.cases.inputs.triage import AcceptCase
from core.cases.states import Channel, Kind
from core.db.uow import unit_of_work
from core.errors import VersionMoved
from core.keys import rotate_cases as rotation
from core.keys.holders import UnknownSealed
from core.keys.rotate_cases import RESEAL, rotate_cases
from core.keys.rotation import RotationRunning
from core.sealing.fields import open_
from tests.core.audit.desk import register
from tests.core.keys.rotating import rotated, some_cases, surveyed
from tests.support.office import Office, open_office

CATEGORY = "select code from category where required_fields = '{}' order by code desc limit 1"
KEYS = "select id, case_key from case_file order by id"


async def test_every_case_has_a_fresh_key_and_no_former_one_has_a_use(office: Office) -> None:
    await some_cases(office)
    before = {row["id"]: row["case_key"] for row in await office.pool.fetch(KEYS)}
    old = await surveyed(office)

    told = await rotated(office)

    after = {row["id"]: row["case_key"] for row in await office.pool.fetch(KEYS)}
    assert before.keys() == after.keys()
    for id_, wrapped in before.items():
        was, now = [await office.services.keys.case_key(one) for one in (wrapped, after[id_])]
        assert (now.former, was.key.key_id != now.key.key_id) == (None, True)
    found = await surveyed(office)
    assert not found.unfinished
    assert (found.values, found.keys, found.open_rotation) == (old.values, old.keys, None)
    assert told[-1].step == RESEAL
    assert sum(one.values for one in told if one.step == RESEAL) == old.values > 4 * 5


async def test_between_the_passes_both_keys_open(office: Office) -> None:
    await some_cases(office)
    async with aclosing(rotate_cases(office.pool, office.services, grace=60)) as rotating:
        await anext(rotating)  # published, and nothing sealed anew

    found = await surveyed(office)

    assert found.two_keys == found.keys
    assert found.under_former_key == found.values
    assert (found.lost, found.open_rotation) == (0, "CASES")
    async with open_office(office.dsn) as another:
        await rotated(another)
    assert not (await surveyed(office)).unfinished


async def test_who_read_a_case_before_its_key_was_replaced_decides_again(office: Office) -> None:
    # Given a command that has read the case
    case_id = await register(office)
    accepting = AcceptCase(case_id=case_id, category=await office.pool.fetchval(CATEGORY))
    async with unit_of_work(office.pool, office.services) as uow:
        await accept_case(uow, office.viewer("operator"), accepting)
        # When its key is replaced before the command writes
        await rotated(office)
        # Then nothing is written, though the version is what it was
        with pytest.raises(VersionMoved):
            await uow.commit()
    await office.run(accept_case, "operator", accepting)


async def test_a_case_registered_meanwhile_keeps_its_key(office: Office) -> None:
    await some_cases(office, 1)
    async with aclosing(rotate_cases(office.pool, office.services, grace=0)) as rotating:
        await anext(rotating)
        new = await register(office)
        kept = await office.pool.fetchval("select case_key from case_file where id = $1", new)
        async for _ in rotating:
            pass

    assert await office.pool.fetchval("select case_key from case_file where id = $1", new) == kept
    assert not (await surveyed(office)).unfinished


async def test_a_row_that_somebody_holds_is_come_back_to(office: Office) -> None:
    await some_cases(office)
    async with office.pool.acquire() as connection:
        holding = connection.transaction()
        await holding.start()
        await connection.execute("select from case_file order by id limit 1 for update")
        rotating = asyncio.create_task(rotated(office))
        await asyncio.sleep(0.3)
        assert not rotating.done()
        published = await office.pool.fetchval("select count(*) from case_file where octet_length(case_key) > 100")
        assert published == await office.pool.fetchval("select count(*) - 1 from case_file")
        await holding.commit()
    await rotating

    assert not (await surveyed(office)).unfinished


async def test_two_at_once_do_no_harm(office: Office) -> None:
    await some_cases(office)

    ended = await asyncio.gather(rotated(office), rotated(office), return_exceptions=True)

    assert all(isinstance(one, list | RotationRunning) for one in ended)
    if all(isinstance(one, RotationRunning) for one in ended):
        await rotated(office)
    assert not (await surveyed(office)).unfinished
    assert await office.pool.fetchval("select count(*) from key_rotation") == 1


async def test_nothing_is_sealed_anew_before_readers_of_the_former_key_have_ended(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await some_cases(office)
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        assert (await surveyed(office)).under_former_key > 0

    monkeypatch.setattr(rotation.asyncio, "sleep", sleep)
    await rotated(office, grace=30)

    assert len(slept) == 1
    assert 29 < slept[0] <= 30


async def test_the_month_a_fresh_key_hangs_below_is_the_present_one(office: Office) -> None:
    case_id = await register(office)
    office.clock.set(office.clock.now().replace(year=2027, month=2, day=1))

    await rotated(office)

    wrapped = await office.pool.fetchval("select case_key from case_file where id = $1", case_id)
    assert wrapped[:7] == b"2027-02"


async def test_a_title_is_what_it_was(office: Office) -> None:
    case = RegisterCase(
        channel=Channel.PHONE, kind=Kind.HELP_REQUEST, title="井盖丢失", content="东岳大街", district="370902"
    )
    case_id = (await office.run(register_case, "operator", case)).case_id

    await rotated(office)

    row = await office.pool.fetchrow("select case_key, title_sealed from case_file where id = $1", case_id)
    key = await office.services.keys.case_key(row["case_key"])
    assert open_(key, sealed.TITLE.ref(case_id), row["title_sealed"]) == "井盖丢失"


async def test_what_a_plug_in_that_is_not_loaded_has_sealed_is_not_left_behind(office: Office) -> None:
    await office.pool.execute("create table former_desk_note (id uuid primary key, note_sealed bytea)")
    try:
        with pytest.raises(UnknownSealed, match="former_desk_note is of a plug-in that is not loaded"):
            async for _ in rotate_cases(office.pool, office.services, grace=0):
                pass
        assert await office.pool.fetchval("select count(*) from key_rotation") == 0
    finally:
        await office.pool.execute("drop table former_desk_note")
