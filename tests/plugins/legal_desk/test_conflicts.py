"""The condition that keeps cases from lawyers in conflict; tests/plugins/legal_desk/schema/test_conflict_canary.py crawls."""

from dataclasses import replace

from core.cases.commands.withdraw_case import withdraw_case
from core.cases.inputs.intake import WithdrawCase
from core.sealing.blind_index import IndexLink
from plugins.legal_desk.commands.declare_conflict import declare_conflict
from plugins.legal_desk.commands.refer import refer
from plugins.legal_desk.conflicts import in_conflict
from plugins.legal_desk.inputs import ConflictParty, DeclareConflict, Refer
from plugins.legal_desk.states import PartyKind
from tests.plugins.legal_desk.bureau import CITY, TAISHAN, Bureau


async def test_hook_case_filter(bureau: Bureau) -> None:
    """A conflicted lawyer finds nothing to act on; everybody else does as before."""
    case_id = await bureau.case()
    await bureau.do(declare_conflict, bureau.lawyer, DeclareConflict(ground="EMPLOYED", case_id=case_id))
    given = Refer(case_id=case_id, reason="DISPUTE", matter="LABOUR", question="如何维权？")

    refusal = await bureau.refused(refer, bureau.lawyer, given)
    await bureau.do(refer, bureau.operator, given)

    assert (refusal.code.code, refusal.field) == ("NOT_FOUND", ("input", "caseId"))


async def test_where_the_desk_is_off_it_hides_nothing(bureau: Bureau) -> None:
    case_id = await bureau.case()
    await bureau.do(declare_conflict, bureau.lawyer, DeclareConflict(ground="EMPLOYED", case_id=case_id))
    await bureau.office.switch("legal_desk", [TAISHAN])
    both = replace(bureau.lawyer, grants=(*bureau.lawyer.grants, *bureau.operator.grants))

    await bureau.do(withdraw_case, both, WithdrawCase(case_id=case_id, reason="已自行解决"))


async def test_hook_each_minute(bureau: Bureau) -> None:
    """Through the runner: a company that was named before companies were sealed is known again by its index."""
    case_id, office = await bureau.case(company="泰山（建筑）公司"), bureau.office
    party = ConflictParty(kind=PartyKind.COMPANY, text="泰山建筑公司", district=CITY)
    await bureau.do(declare_conflict, bureau.lawyer, DeclareConflict(ground="EMPLOYED", party=party))
    assert await in_conflict(office.read, case_id, bureau.lawyer.id)
    await office.pool.execute("update legal_desk_conflict set company_index = null")
    assert not await in_conflict(office.read, case_id, bureau.lawyer.id)

    await office.minute()

    assert await in_conflict(office.read, case_id, bureau.lawyer.id)


async def test_a_company_that_is_still_kept_plain_is_known_by_its_name(bureau: Bureau) -> None:
    case_id, office = await bureau.case(), bureau.office
    await office.pool.execute("update reporter set company = '泰山公司' where case_id = $1", case_id)
    party = ConflictParty(kind=PartyKind.COMPANY, text="泰山公司", district=CITY)
    await bureau.do(declare_conflict, bureau.lawyer, DeclareConflict(ground="EMPLOYED", party=party))

    assert await in_conflict(office.read, case_id, bureau.lawyer.id)


async def test_while_the_key_of_indexes_is_rotated_a_conflict_is_known_by_either(bureau: Bureau) -> None:
    case_id, office = await bureau.case(phone="13805387777"), bureau.office
    party = ConflictParty(kind=PartyKind.PHONE, text="13805387777", district=CITY)
    await bureau.do(declare_conflict, bureau.lawyer, DeclareConflict(ground="EMPLOYED", party=party))
    link = IndexLink(1, b"k" * 32)
    digest = await office.pool.fetchval("select phone_index from reporter where case_id = $1", case_id)

    await office.pool.execute("update reporter set phone_index = $1", link.after(digest))
    assert not await in_conflict(office.read, case_id, bureau.lawyer.id)
    await office.pool.execute("update legal_desk_conflict set party_index_next = $1", link.after(digest))

    assert await in_conflict(office.read, case_id, bureau.lawyer.id)
    await office.pool.execute("update reporter set phone_index = $1", digest)
    assert await in_conflict(office.read, case_id, bureau.lawyer.id)
