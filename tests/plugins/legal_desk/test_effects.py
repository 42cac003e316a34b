"""The desk keeps step with its cases, in the command's transaction and after it."""

from datetime import timedelta
from uuid import UUID

import pytest

from core.cases.commands.merge_cases import merge_cases
from core.cases.commands.request_information import request_information
from core.cases.commands.supply_information import supply_information
from core.cases.commands.unmerge_case import unmerge_case
from core.cases.commands.withdraw_case import withdraw_case
from core.cases.inputs.intake import ReporterDetails, RequestInformation, SupplyInformation, WithdrawCase
from core.cases.inputs.triage import MergeCases, UnmergeCase
from core.cases.states import Secrecy
from core.doctor.examine import examine
from plugins.legal_desk.commands.close import close
from plugins.legal_desk.commands.declare_conflict import declare_conflict
from plugins.legal_desk.inputs import Close, ConflictParty, DeclareConflict
from plugins.legal_desk.states import PartyKind
from tests.plugins.legal_desk.bureau import CITY, TAISHAN, Bureau

LEGAL_AID = "110401"
"""In the part of the category tree that is about legal services, 1104."""
CATEGORIES = 'settings = { auto_refer_categories = ["1104"] }\n'


async def test_hook_during_case_event(bureau: Bureau) -> None:
    """A consultation ends with its case, in the same transaction, and its clock with it."""
    case_id = await bureau.case()
    consultation_id = await bureau.taken(case_id)

    await bureau.do(withdraw_case, bureau.operator, WithdrawCase(case_id=case_id, reason="已自行解决"))

    row = await bureau.consultation(consultation_id)
    assert (row["state"], row["ended_by"], row["version"]) == ("CANCELLED", bureau.operator.id, 3)
    assert (await bureau.row("clock", row["clock_id"]))["state"] == "CANCELLED"
    assert (await bureau.events(case_id))[-2:] == ["withdrawCase", "legal_desk/cancel"]


async def test_a_merge_that_is_undone_brings_it_back(bureau: Bureau) -> None:
    case_id, master = await bureau.case(), await bureau.case()
    consultation_id = await bureau.taken(case_id)
    await bureau.do(merge_cases, bureau.operator, MergeCases(case_id=case_id, master_id=master, reason="同一事项"))
    ended = await bureau.consultation(consultation_id)
    bureau.later(timedelta(hours=1))

    dispatcher = bureau.office.viewer("dispatcher")
    await bureau.do(unmerge_case, dispatcher, UnmergeCase(case_id=case_id, reason="并非同一事项"))

    row = await bureau.consultation(consultation_id)
    assert (ended["state"], row["state"], row["lawyer_id"], row["ended_at"]) == (
        "CANCELLED", "ASSIGNED", bureau.lawyer.id, None,
    )  # fmt: skip
    assert (await bureau.row("clock", row["clock_id"]))["state"] == "RUNNING"
    assert (await bureau.events(case_id))[-1] == "legal_desk/resume"


async def test_what_the_reporter_supplies_can_be_a_conflict(bureau: Bureau) -> None:
    case_id = await bureau.case(phone=None)
    party = ConflictParty(kind=PartyKind.PHONE, text="13805387777", district=CITY)
    await bureau.do(declare_conflict, bureau.lawyer, DeclareConflict(ground="PARTY_OR_KIN", party=party))
    consultation_id = await bureau.taken(case_id)
    await bureau.do(request_information, bureau.operator, RequestInformation(case_id=case_id, missing=("phone",)))

    given = SupplyInformation(case_id=case_id, reporter=ReporterDetails(phone="138 0538 7777"))
    await bureau.do(supply_information, bureau.operator, given)

    row = await bureau.consultation(consultation_id)
    assert (row["state"], row["lawyer_id"]) == ("WAITING", None)
    assert (await bureau.events(case_id))[-1] == "legal_desk/waiting"


@pytest.mark.parametrize("settings", [CATEGORIES])
async def test_hook_after_case_event(bureau: Bureau) -> None:
    """A case of a legal category comes to the desk by itself, once."""
    legal, other = await bureau.case(category=LEGAL_AID), await bureau.case(category="010101")

    await bureau.office.effects()
    await bureau.office.effects()

    rows = await bureau.office.pool.fetch(
        "SELECT case_id, source, reason, question_sealed, referred_by FROM legal_desk_consultation"
    )
    assert [tuple(row) for row in rows] == [(legal, "AUTOMATIC", "CATEGORY", None, UUID(int=0))]
    assert await bureau.events(other) == ["registerCase"]


@pytest.mark.parametrize("settings", [CATEGORIES])
async def test_its_clock_counts_from_the_event_however_late_it_comes(bureau: Bureau) -> None:
    registered_at = bureau.office.clock.now()
    case_id = await bureau.case(category=LEGAL_AID)
    bureau.later(timedelta(hours=2))

    await bureau.office.effects()

    clock = await bureau.office.pool.fetchrow(
        "SELECT started_at FROM clock WHERE case_id = $1 AND kind = 'LEGAL_CONSULTATION'", case_id
    )
    assert clock["started_at"] == registered_at


@pytest.mark.parametrize("settings", [CATEGORIES])
async def test_an_ended_or_confidential_case_or_one_that_was_there_is_left_alone(bureau: Bureau) -> None:
    ended, was_there = await bureau.case(category=LEGAL_AID), await bureau.case(category=LEGAL_AID)
    await bureau.case(category=LEGAL_AID, secrecy=Secrecy.REPORTER_CONFIDENTIAL)
    await bureau.do(withdraw_case, bureau.operator, WithdrawCase(case_id=ended, reason="不再需要"))
    await bureau.referred(was_there)

    await bureau.office.effects()

    rows = await bureau.office.pool.fetch("SELECT case_id, source FROM legal_desk_consultation")
    assert [tuple(row) for row in rows] == [(was_there, "REFERRED")]


async def test_without_the_setting_nothing_comes_by_itself(bureau: Bureau) -> None:
    await bureau.case(category=LEGAL_AID)

    await bureau.office.effects()

    assert await bureau.office.pool.fetchval("SELECT count(*) FROM legal_desk_consultation") == 0


@pytest.mark.parametrize("settings", [f'[plugins.legal_desk.district.{TAISHAN}]\nauto_refer_categories = ["1104"]\n'])
async def test_a_district_can_have_its_own_rule(bureau: Bureau) -> None:
    await bureau.case(category=LEGAL_AID)
    there = await bureau.case(category=LEGAL_AID, district=TAISHAN)

    await bureau.office.effects()

    rows = await bureau.office.pool.fetch("SELECT case_id FROM legal_desk_consultation")
    assert [row["case_id"] for row in rows] == [there]


async def test_the_doctor_finds_nothing_after_all_this(bureau: Bureau) -> None:
    """Clocks, versions, events and states of the cases are as the core keeps them itself."""
    closed, cancelled, merged, waiting = [await bureau.case() for _ in range(4)]
    consultation_id = await bureau.advised(closed)
    given = Close(consultation_id=consultation_id, outcome="ADVISED", told="已解答。", method="PHONE")
    await bureau.do(close, bureau.lawyer, given)
    for case_id in (cancelled, merged, waiting):
        await bureau.referred(case_id)
    await bureau.do(withdraw_case, bureau.operator, WithdrawCase(case_id=cancelled, reason="已自行解决"))
    await bureau.do(merge_cases, bureau.operator, MergeCases(case_id=merged, master_id=waiting, reason="同一事项"))
    dispatcher = bureau.office.viewer("dispatcher")
    bureau.later(timedelta(hours=1))
    await bureau.do(unmerge_case, dispatcher, UnmergeCase(case_id=merged, reason="并非同一事项"))

    assert await examine(bureau.office.pool) == ()
