"""A shredded case: its texts are gone for good, its codes, dates and events stay."""

import pytest

from core.cases.commands.answer_case import answer_case
from core.cases.inputs import AnswerCase
from core.doctor.columns import SEALED
from core.doctor.intake import CONTENT
from core.errors import Refused
from core.events.sequence import step
from core.events.verify import verify
from core.keys.shred import NotShredded, shred
from core.sealing.keychain import CASE_SHREDDED
from tests.core.audit.desk import register
from tests.core.keys.rotating import rotated, some_cases, surveyed
from tests.support.office import Office

CODES = "select state, kind, channel, category, district, secrecy, registered_at, closed_at, outcome from case_file where id = $1"


async def ended(office: Office) -> tuple[str, object]:
    """Number and id of a case that has been answered."""
    case_id = await register(office)
    await office.run(answer_case, "operator", AnswerCase(case_id=case_id, reply="已答复"))
    return await office.pool.fetchval("select case_no from case_file where id = $1", case_id), case_id


async def test_its_texts_masks_and_indexes_are_gone_and_what_is_counted_stays(office: Office) -> None:
    await some_cases(office)
    number, case_id = await ended(office)
    before, others = await office.pool.fetchrow(CODES, case_id), (await surveyed(office)).values

    gone = await shred(office.pool, office.services, number)

    assert await office.pool.fetchrow(CODES, case_id) == before
    row = await office.pool.fetchrow("select * from case_file where id = $1", case_id)
    assert (row["case_key"], row["title_grams"], row["title_sealed"], row["content_mask"]) == (b"", [], None, None)
    person = await office.pool.fetchrow("select * from reporter where case_id = $1", case_id)
    assert [person[name] for name in ("name_mask", "phone_sealed", "phone_index", "repeat_key")] == [None] * 4
    found = await surveyed(office)
    assert (found.shredded, found.lost, found.values) == (1, 0, others - gone)
    assert gone >= 6


async def test_an_event_says_so_in_the_one_chained_log(office: Office) -> None:
    number, case_id = await ended(office)

    await shred(office.pool, office.services, number)

    event = await office.pool.fetchrow(
        "select * from case_event where case_id = $1 order by case_version desc", case_id
    )
    assert (event["type"], event["actor"]) == ("caseShredded", "system")
    await step(office.pool)
    assert await verify(office.read) is None
    for invariant in (CONTENT, SEALED):
        assert await office.pool.fetch(invariant.sql) == []


async def test_a_case_in_work_is_not_shredded(office: Office) -> None:
    case_id = await register(office)
    number = await office.pool.fetchval("select case_no from case_file where id = $1", case_id)

    with pytest.raises(NotShredded, match="only a case that has ended can be"):
        await shred(office.pool, office.services, number)


async def test_it_is_shredded_once(office: Office) -> None:
    number, _ = await ended(office)
    await shred(office.pool, office.services, number)

    with pytest.raises(NotShredded, match="has been destroyed already"):
        await shred(office.pool, office.services, number)
    with pytest.raises(NotShredded, match="there is no case TA0"):
        await shred(office.pool, office.services, "TA0")


async def test_a_key_that_is_destroyed_is_refused_by_name(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        await office.services.keys.case_key(b"")
    assert refused.value.code is CASE_SHREDDED


async def test_a_rotation_passes_a_shredded_case(office: Office) -> None:
    await some_cases(office, 1)
    number, case_id = await ended(office)
    await shred(office.pool, office.services, number)

    await rotated(office)

    assert await office.pool.fetchval("select case_key from case_file where id = $1", case_id) == b""
    assert not (await surveyed(office)).unfinished


async def test_halfway_through_a_rotation_both_keys_go(office: Office) -> None:
    number, case_id = await ended(office)
    wrapped = await office.pool.fetchval("select case_key from case_file where id = $1", case_id)
    two = await office.services.keys.successor(wrapped, "2026-11")
    await office.pool.execute("update case_file set case_key = $1 where id = $2", two, case_id)

    assert await shred(office.pool, office.services, number) >= 6
    assert (await surveyed(office)).values == 0
