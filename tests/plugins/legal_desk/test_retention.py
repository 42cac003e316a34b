"""What the desk was told of a case goes with the case."""

from datetime import timedelta
from pathlib import Path

from core.cases.commands.withdraw_case import withdraw_case
from core.cases.inputs.intake import WithdrawCase
from core.retention.run import run
from tests.core.retention.old import store
from tests.plugins.legal_desk.bureau import Bureau


async def test_an_anonymised_case_has_no_question_and_no_party_any_more(bureau: Bureau, tmp_path: Path) -> None:
    # Given a consultation that named parties, in a case that ended three years ago
    office = bureau.office
    consultation = await bureau.advised()
    case = (await bureau.consultation(consultation))["case_id"]
    await office.run(withdraw_case, "operator", WithdrawCase(case_id=case, reason="已解决"))
    office.clock.set(office.clock.now() + timedelta(days=1100))
    told = await office.pool.fetchval("select question_sealed from legal_desk_consultation")
    assert told is not None

    # When the clocks run out
    done = await run(office.pool, office.services, store(tmp_path))

    # Then nothing of it is told any more
    assert [one.done for one in done] == [1, 1, 0]
    tables = ("consultation", "party", "advice", "opinion", "screening")
    for table in tables:
        for row in await office.pool.fetch(f"select * from legal_desk_{table}"):
            assert [
                name for name, value in row.items() if name.endswith(("_sealed", "_mask")) and value is not None
            ] == []
