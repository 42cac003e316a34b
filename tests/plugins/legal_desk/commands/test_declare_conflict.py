"""Conflicts of interest: whoever has one loses sight of the case and what they had of it."""

from collections.abc import Mapping
from typing import Any

import pytest

from core.errors import Refused
from core.ids import new_id
from plugins.legal_desk.commands.declare_conflict import declare_conflict, record_conflict
from plugins.legal_desk.commands.lift_conflict import lift_conflict
from plugins.legal_desk.commands.name_party import name_party
from plugins.legal_desk.inputs import ConflictParty, DeclareConflict, LiftConflict, NameParty, RecordConflict
from plugins.legal_desk.states import PartyKind
from tests.plugins.legal_desk.bureau import CITY, TAISHAN, Bureau


def party(kind: PartyKind, text: str, district: str = CITY) -> ConflictParty:
    return ConflictParty(kind=kind, text=text, district=district)


async def conflict(bureau: Bureau) -> Mapping[str, Any]:
    row = await bureau.office.pool.fetchrow("SELECT * FROM legal_desk_conflict")
    assert row is not None
    return dict(row)


async def test_a_lawyer_s_own_conflict_sends_the_case_back_to_the_queue(bureau: Bureau) -> None:
    case_id = await bureau.case()
    consultation_id = await bureau.taken(case_id)

    done = await bureau.do(declare_conflict, bureau.lawyer, DeclareConflict(ground="EMPLOYED", case_id=case_id))

    row, kept = await bureau.consultation(consultation_id), await conflict(bureau)
    assert (row["state"], row["lawyer_id"], row["version"]) == ("WAITING", None, 3)
    assert (kept["id"], kept["lawyer_id"], kept["by"], kept["district"]) == (
        done.object_id, bureau.lawyer.id, bureau.lawyer.id, CITY,
    )  # fmt: skip
    assert (await bureau.events(case_id))[-2:] == ["legal_desk/declareConflict", "legal_desk/waiting"]


async def test_another_s_consultation_stays_where_it_is(bureau: Bureau) -> None:
    case_id = await bureau.case()
    consultation_id, other = await bureau.taken(case_id), await bureau.colleague()

    await bureau.do(declare_conflict, other, DeclareConflict(ground="EMPLOYED", case_id=case_id))

    assert (await bureau.consultation(consultation_id))["lawyer_id"] == bureau.lawyer.id


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        (PartyKind.PHONE, "13805387777", "138****7777"),
        (PartyKind.NAME, "泰山建筑公司", "泰**"),
        (PartyKind.COMPANY, "泰山 建筑公司", "泰山 建筑公司"),
    ],
)
async def test_a_party_takes_every_case_of_it_away(bureau: Bureau, kind: PartyKind, text: str, shown: str) -> None:
    case_id = await bureau.case(phone="13805387777")
    theirs = await bureau.taken(case_id, opponents=("泰山建筑公司",))
    other = await bureau.taken(await bureau.case(phone="13805387778"))

    await bureau.do(declare_conflict, bureau.lawyer, DeclareConflict(ground="REPRESENTED", party=party(kind, text)))

    kept = await conflict(bureau)
    assert (await bureau.consultation(theirs))["state"] == "WAITING"
    assert (await bureau.consultation(other))["state"] == "ASSIGNED"
    assert (kept["party_kind"], kept["party_mask"], kept["case_id"]) == (kind, shown, None)
    assert (await bureau.events(case_id))[-2:] == ["legal_desk/release", "legal_desk/waiting"]


@pytest.mark.parametrize("typed", ["泰山建筑公司", "泰山（建筑）公司"])
async def test_the_reporter_s_company_is_a_party_however_it_is_typed(bureau: Bureau, typed: str) -> None:
    consultation_id = await bureau.taken(await bureau.case(company="泰山建筑公司"))

    given = DeclareConflict(ground="EMPLOYED", party=party(PartyKind.COMPANY, typed))
    await bureau.do(declare_conflict, bureau.lawyer, given)

    assert (await bureau.consultation(consultation_id))["state"] == "WAITING"


async def test_a_party_that_is_named_later_takes_the_case_away_too(bureau: Bureau) -> None:
    given = DeclareConflict(ground="REPRESENTED", party=party(PartyKind.NAME, "王五"))
    await bureau.do(declare_conflict, bureau.lawyer, given)
    consultation_id = await bureau.taken()

    harmless = NameParty(consultation_id=consultation_id, side="OPPONENT", name="赵六")
    await bureau.do(name_party, bureau.lawyer, harmless)
    assert (await bureau.consultation(consultation_id))["state"] == "ASSIGNED"
    await bureau.do(
        name_party, bureau.lawyer, NameParty(consultation_id=consultation_id, side="THIRD_PARTY", name="王 五")
    )

    row = await bureau.consultation(consultation_id)
    assert (row["state"], row["lawyer_id"], row["version"]) == ("WAITING", None, 4)


async def test_naming_a_party_asks_side_and_name(bureau: Bureau) -> None:
    consultation_id = await bureau.taken()

    side = await bureau.refused(
        name_party, bureau.lawyer, NameParty(consultation_id=consultation_id, side="BOTH", name="王五")
    )
    name = await bureau.refused(
        name_party, bureau.lawyer, NameParty(consultation_id=consultation_id, side="OPPONENT", name=" ")
    )

    assert [(one.code.code, one.field) for one in (side, name)] == [
        ("UNKNOWN_CODE", ("input", "side")), ("REQUIRED", ("input", "name")),
    ]  # fmt: skip


async def test_another_records_a_conflict_and_only_who_may(bureau: Bureau) -> None:
    case_id = await bureau.case()
    given = RecordConflict(ground="ADJUDICATED", case_id=case_id, lawyer_id=bureau.lawyer.id)

    refusal = await bureau.refused(record_conflict, bureau.lawyer, given)
    await bureau.do(record_conflict, bureau.lead, given)

    assert (refusal.code.code, refusal.params) == ("NOT_ALLOWED", {"verb": "legal_desk/recordConflict"})
    assert (await conflict(bureau))["by"] == bureau.lead.id


async def declared(bureau: Bureau, **more: Any) -> Refused:
    given = DeclareConflict(**({"ground": "EMPLOYED"} | more))
    return await bureau.refused(declare_conflict, bureau.lawyer, given)


async def test_what_cannot_be_is_refused_where_it_stands(bureau: Bureau) -> None:
    case_id, someone = await bureau.case(), party(PartyKind.NAME, "王五")

    refusals = [
        await declared(bureau),
        await declared(bureau, case_id=case_id, party=someone),
        await declared(bureau, case_id=case_id, ground="DISLIKE"),
        await declared(bureau, party=party(PartyKind.PHONE, "不详")),
        await declared(bureau, party=party(PartyKind.NAME, " ")),
        await declared(bureau, party=party(PartyKind.NAME, "王五", "999999")),
        await declared(bureau, case_id=new_id()),
    ]

    assert [(one.code.code, one.field) for one in refusals] == [
        ("LEGAL_DESK_CASE_OR_PARTY", ("input", "caseId")),
        ("LEGAL_DESK_CASE_OR_PARTY", ("input", "caseId")),
        ("UNKNOWN_CODE", ("input", "ground")),
        ("LEGAL_DESK_UNREADABLE_PARTY", ("input", "party", "text")),
        ("REQUIRED", ("input", "party", "text")),
        ("UNKNOWN_CODE", ("input", "party")),
        ("NOT_FOUND", ("input", "caseId")),
    ]


async def test_a_conflict_is_recorded_once(bureau: Bureau) -> None:
    case_id, someone = await bureau.case(), party(PartyKind.NAME, "王五")
    by_lead = RecordConflict(ground="EMPLOYED", case_id=case_id, lawyer_id=bureau.lawyer.id)
    await bureau.do(record_conflict, bureau.lead, by_lead)
    await bureau.do(declare_conflict, bureau.lawyer, DeclareConflict(ground="EMPLOYED", party=someone))

    same_case = await bureau.refused(record_conflict, bureau.lead, by_lead)
    same_party = await declared(bureau, party=party(PartyKind.NAME, "王 五"))
    nobody = await bureau.refused(
        record_conflict, bureau.lead, RecordConflict(ground="EMPLOYED", case_id=case_id, lawyer_id=new_id())
    )

    assert same_case.code.code == same_party.code.code == "LEGAL_DESK_CONFLICT_KNOWN"
    assert (nobody.code.code, nobody.field) == ("NOT_FOUND", ("input", "lawyerId"))


async def test_a_conflict_is_kept_where_the_desk_is_on_and_the_actor_may(bureau: Bureau) -> None:
    county = await bureau.colleague("county", place="/370900/370902")
    given = DeclareConflict(ground="EMPLOYED", party=party(PartyKind.NAME, "王五"))

    elsewhere = await bureau.refused(declare_conflict, county, given)
    await bureau.office.switch("legal_desk", [TAISHAN])
    off = await declared(bureau, party=party(PartyKind.NAME, "王五"))

    assert [elsewhere.code.code, off.code.code] == ["NOT_ALLOWED", "PLUGIN_DISABLED"]


async def test_what_lies_where_the_desk_is_off_is_left_alone(bureau: Bureau) -> None:
    consultation_id = await bureau.taken(opponents=("王五",))
    county = await bureau.taken(await bureau.case(district=TAISHAN), opponents=("王五",))
    await bureau.office.switch("legal_desk", [TAISHAN])

    given = DeclareConflict(ground="EMPLOYED", party=party(PartyKind.NAME, "王五", TAISHAN))
    await bureau.do(declare_conflict, bureau.lawyer, given)

    assert (await bureau.consultation(consultation_id))["state"] == "ASSIGNED"
    assert (await bureau.consultation(county))["state"] == "WAITING"


async def test_a_lifted_conflict_holds_no_longer(bureau: Bureau) -> None:
    given = DeclareConflict(ground="EMPLOYED", party=party(PartyKind.NAME, "王五"))
    done = await bureau.do(declare_conflict, bureau.lawyer, given)
    lift = LiftConflict(conflict_id=done.object_id, reason="代理关系已终止两年。", expected_version=1)

    lifted = await bureau.do(lift_conflict, bureau.lead, lift)

    assert (lifted.version, (await conflict(bureau))["lift_reason"]) == (2, "代理关系已终止两年。")
    consultation_id = await bureau.taken(opponents=("王五",))
    assert (await bureau.consultation(consultation_id))["lawyer_id"] == bureau.lawyer.id


async def test_nobody_lifts_a_conflict_of_their_own(bureau: Bureau) -> None:
    head = await bureau.colleague("head", role="legal_desk_head")
    given = RecordConflict(ground="EMPLOYED", lawyer_id=head.id, party=party(PartyKind.NAME, "王五"))
    done = await bureau.do(record_conflict, bureau.lead, given)

    own = await bureau.refused(lift_conflict, head, LiftConflict(conflict_id=done.object_id, reason="我没有"))

    assert own.code.code == "LEGAL_DESK_OWN_CONFLICT"


async def test_lifting_asks_right_version_reason_and_once(bureau: Bureau) -> None:
    given = DeclareConflict(ground="EMPLOYED", party=party(PartyKind.NAME, "王五"))
    id_ = (await bureau.do(declare_conflict, bureau.lawyer, given)).object_id

    def lift(**more: Any) -> LiftConflict:
        given: dict[str, Any] = {"conflict_id": id_, "reason": "已终止"}
        return LiftConflict(**(given | more))

    absent = await bureau.refused(lift_conflict, bureau.lead, lift(conflict_id=new_id()))
    hidden = await bureau.refused(lift_conflict, bureau.operator, lift())
    unentitled = await bureau.refused(lift_conflict, bureau.lawyer, lift())
    stale = await bureau.refused(lift_conflict, bureau.lead, lift(expected_version=4))
    blank = await bureau.refused(lift_conflict, bureau.lead, lift(reason=" "))
    await bureau.do(lift_conflict, bureau.lead, lift())
    again = await bureau.refused(lift_conflict, bureau.lead, lift())

    assert [one.code.code for one in (absent, hidden, unentitled, stale, blank, again)] == [
        "NOT_FOUND", "NOT_FOUND", "NOT_ALLOWED", "STALE_VERSION", "REQUIRED", "LEGAL_DESK_CONFLICT_LIFTED",
    ]  # fmt: skip
