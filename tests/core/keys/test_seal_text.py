"""What was written in plain before an upgrade is sealed after it; what is written since was never plain."""

import asyncio
from contextlib import aclosing
from uuid import UUID

import pytest

from core.cases.commands.merge_cases import merge_cases
from core.cases.commands.withdraw_case import withdraw_case
from core.cases.inputs.intake import WithdrawCase
from core.cases.inputs.triage import MergeCases
from core.cases.sealed import COMPANY
from core.keys import seal_text as sealing
from core.keys.seal_text import seal_text, unsealed
from core.sealing.fields import FieldRef, open_
from tests.core.audit.desk import register
from tests.core.deadlines.desk import dispatched
from tests.core.keys.rotating import surveyed
from tests.support.office import Office
from tests.support.opened import opened

PLAIN = "update case_correction set reason = $1, reason_sealed = null, reason_mask = null where case_id = $2"


async def withdrawn(office: Office) -> UUID:
    case_id = await register(office)
    await office.run(withdraw_case, "operator", WithdrawCase(case_id=case_id, reason="张三来电撤回"))
    return case_id


async def reason(office: Office, case_id: UUID) -> str:
    row = await office.pool.fetchrow(
        "select r.*, c.case_key from case_correction r join case_file c on c.id = r.case_id where c.id = $1", case_id
    )
    assert (row["reason"], row["reason_mask"]) == (None, "****")
    key = await office.services.keys.case_key(row["case_key"])
    return open_(key, FieldRef("case_correction.reason", row["id"]), row["reason_sealed"])


async def moved(office: Office) -> dict[str, int]:
    return {table: rows async for table, rows in seal_text(office.pool, office.services)}


async def test_what_is_written_now_is_sealed_as_it_is_written(office: Office) -> None:
    case_id = await withdrawn(office)

    assert await reason(office, case_id) == "张三来电撤回"
    assert await unsealed(office.read, office.services) == 0


async def test_what_was_written_before_is_moved(office: Office) -> None:
    cases = [await withdrawn(office) for _ in range(3)]
    for number, case_id in enumerate(cases):
        await office.pool.execute(PLAIN, f"以前的理由{number}", case_id)
    assert await unsealed(office.read, office.services) == 3

    assert await moved(office) == {"case_correction": 3}

    assert [await reason(office, case_id) for case_id in cases] == [f"以前的理由{number}" for number in range(3)]
    assert await unsealed(office.read, office.services) == 0
    assert (await surveyed(office)).lost == 0
    assert await moved(office) == {}


async def test_cut_off_it_does_the_rest_the_next_time(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [await withdrawn(office) for _ in range(3)]
    for case_id in cases:
        await office.pool.execute(PLAIN, "以前的理由", case_id)
    monkeypatch.setattr(sealing, "BATCH", 1)
    async with aclosing(seal_text(office.pool, office.services)) as running:
        assert await anext(running) == ("case_correction", 1)

    assert await unsealed(office.read, office.services) == 2
    assert await moved(office) == {"case_correction": 2}


async def test_a_case_that_somebody_holds_is_come_back_to(office: Office) -> None:
    case_id = await withdrawn(office)
    await office.pool.execute(PLAIN, "以前的理由", case_id)
    async with office.pool.acquire() as connection:
        holding = connection.transaction()
        await holding.start()
        await connection.execute("select from case_file where id = $1 for update", case_id)
        running = asyncio.create_task(moved(office))
        await asyncio.sleep(0.2)
        assert not running.done()
        await holding.commit()

    assert await running == {"case_correction": 1}


async def test_a_dispatcher_s_reason_is_taken_out_of_the_codes_it_stood_among(office: Office) -> None:
    _, part = await dispatched(office)
    await office.pool.execute(
        """update assignment set basis = '以前的依据', basis_sealed = null, basis_mask = null, reason_sealed = null,
           reason_mask = null, proposal = '{"ruled": false, "reason": "以前的理由"}' where id = $1""",
        part,
    )
    assert await unsealed(office.read, office.services) == 2

    assert await moved(office) == {"assignment": 1}

    said = [await opened(office.pool, office.services, f"assignment.{name}", part) for name in ("basis", "reason")]
    assert said == ["以前的依据", "以前的理由"]
    row = await office.pool.fetchrow("select basis, reason, proposal::text from assignment where id = $1", part)
    assert tuple(row) == (None, None, '{"ruled": false}')


async def test_a_company_is_known_by_its_index_as_soon_as_it_is_sealed(office: Office) -> None:
    case_id = await register(office)
    await office.pool.execute("update reporter set company = '泰山（集团）公司' where case_id = $1", case_id)

    assert await moved(office) == {"reporter": 1}

    row = await office.pool.fetchrow("select * from reporter where case_id = $1", case_id)
    assert row["company_index"] == COMPANY.search_key(office.services.indexes, "泰山集团公司")
    assert await opened(office.pool, office.services, "reporter.company", row["id"]) == "泰山（集团）公司"


async def test_a_merge_says_why_to_those_alone_who_have_the_key(office: Office) -> None:
    case_id, master = await register(office), await register(office)
    await office.run(merge_cases, "dispatcher", MergeCases(case_id=case_id, master_id=master, reason="同一人重复反映"))

    row = await office.pool.fetchrow("select * from merge where case_id = $1", case_id)
    assert (row["reason"], row["reason_mask"]) == (None, "****")
    assert "同一人重复反映".encode() not in row["reason_sealed"]
