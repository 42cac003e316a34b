"""A consultation given to a lawyer by name, or taken by one."""

from uuid import UUID

from core.cases.states import Secrecy
from core.ids import new_id
from plugins.legal_desk.commands.assign import assign
from plugins.legal_desk.commands.declare_conflict import declare_conflict, record_conflict
from plugins.legal_desk.commands.take import take
from plugins.legal_desk.inputs import Assign, ConflictParty, DeclareConflict, RecordConflict, Take
from plugins.legal_desk.states import PartyKind
from tests.plugins.legal_desk.bureau import CITY, Bureau


async def test_it_goes_to_the_lawyer_and_on_to_another(bureau: Bureau) -> None:
    consultation_id, other = await bureau.taken(), await bureau.colleague()
    await bureau.on_duty(other)

    done = await bureau.do(
        assign, bureau.lead, Assign(consultation_id=consultation_id, lawyer_id=other.id, expected_version=2)
    )

    row = await bureau.consultation(consultation_id)
    assert (row["lawyer_id"], row["assigned_by"], row["version"]) == (other.id, bureau.lead.id, done.version)
    assert done.version == 3


async def refused(bureau: Bureau, consultation_id: UUID, lawyer_id: UUID) -> tuple[str, tuple[str, ...] | None]:
    given = Assign(consultation_id=consultation_id, lawyer_id=lawyer_id)
    refusal = await bureau.refused(assign, bureau.lead, given)
    return refusal.code.code, refusal.field


async def test_a_lawyer_in_conflict_does_not_get_it(bureau: Bureau) -> None:
    case_id = await bureau.case()
    consultation_id = await bureau.referred(case_id)
    await bureau.on_duty(bureau.lawyer)
    given = RecordConflict(ground="REPRESENTED", case_id=case_id, lawyer_id=bureau.lawyer.id)
    await bureau.do(record_conflict, bureau.lead, given)

    assert await refused(bureau, consultation_id, bureau.lawyer.id) == ("LEGAL_DESK_CONFLICT", ("input", "lawyerId"))


async def test_one_who_may_not_see_the_case_is_no_lawyer_for_it(bureau: Bureau) -> None:
    consultation_id = await bureau.referred()
    elsewhere = await bureau.colleague("county", place="/370900/370902")

    codes = {(await refused(bureau, consultation_id, one))[0] for one in (elsewhere.id, bureau.operator.id, new_id())}

    assert codes == {"LEGAL_DESK_NOT_A_LAWYER"}


async def test_off_duty_and_full_lawyers_are_refused(bureau: Bureau) -> None:
    consultation_id = await bureau.referred()
    off_duty = await refused(bureau, consultation_id, bureau.lawyer.id)
    await bureau.on_duty(bureau.lawyer, 1)
    await bureau.do(take, bureau.lawyer, Take(consultation_id=consultation_id))
    full = await refused(bureau, await bureau.referred(), bureau.lawyer.id)

    assert (off_duty[0], full[0]) == ("LEGAL_DESK_NOT_ON_DUTY", "LEGAL_DESK_LAWYER_FULL")


async def test_a_lawyer_takes_what_waits(bureau: Bureau) -> None:
    consultation_id = await bureau.referred()
    await bureau.on_duty(bureau.lawyer)

    done = await bureau.do(take, bureau.lawyer, Take(consultation_id=consultation_id, expected_version=1))

    row = await bureau.consultation(consultation_id)
    assert (row["state"], row["lawyer_id"], done.version) == ("ASSIGNED", bureau.lawyer.id, 2)


async def test_what_another_has_is_not_taken(bureau: Bureau) -> None:
    consultation_id, other = await bureau.taken(), await bureau.colleague()
    await bureau.on_duty(other)

    refusal = await bureau.refused(take, other, Take(consultation_id=consultation_id))

    assert (refusal.code.code, str(refusal.params["state"])) == ("LEGAL_DESK_NOT_IN_STATE", "ASSIGNED")


async def test_taking_asks_duty_room_and_version(bureau: Bureau) -> None:
    consultation_id = await bureau.referred()
    off_duty = await bureau.refused(take, bureau.lawyer, Take(consultation_id=consultation_id))
    await bureau.on_duty(bureau.lawyer, 1)
    stale = await bureau.refused(take, bureau.lawyer, Take(consultation_id=consultation_id, expected_version=9))
    await bureau.do(take, bureau.lawyer, Take(consultation_id=consultation_id))
    full = await bureau.refused(take, bureau.lawyer, Take(consultation_id=await bureau.referred()))

    assert [one.code.code for one in (off_duty, stale, full)] == [
        "LEGAL_DESK_NOT_ON_DUTY", "STALE_VERSION", "LEGAL_DESK_LAWYER_FULL",
    ]  # fmt: skip
    assert full.params["capacity"] == 1


async def test_a_conflicted_lawyer_finds_nothing_to_take(bureau: Bureau) -> None:
    """Absent, invisible and withheld are one answer."""
    case_id = await bureau.case()
    consultation_id = await bureau.referred(case_id)
    await bureau.on_duty(bureau.lawyer)
    await bureau.do(declare_conflict, bureau.lawyer, DeclareConflict(ground="EMPLOYED", case_id=case_id))

    withheld = await bureau.refused(take, bureau.lawyer, Take(consultation_id=consultation_id))
    absent = await bureau.refused(take, bureau.lawyer, Take(consultation_id=new_id()))

    assert (withheld.code.code, withheld.field) == ("NOT_FOUND", ("input", "consultationId"))
    assert (absent.code.code, absent.field) == (withheld.code.code, withheld.field)


async def test_a_lawyer_who_may_not_see_the_case_finds_nothing(bureau: Bureau) -> None:
    case_id = await bureau.case()
    consultation_id = await bureau.referred(case_id)
    await bureau.office.pool.execute(
        "UPDATE case_file SET secrecy = $2 WHERE id = $1", case_id, Secrecy.REPORTER_CONFIDENTIAL.level
    )

    refusal = await bureau.refused(take, bureau.lawyer, Take(consultation_id=consultation_id))

    assert refusal.code.code == "NOT_FOUND"


async def test_a_party_by_its_number_is_a_conflict_wherever_it_turns_up(bureau: Bureau) -> None:
    party = ConflictParty(kind=PartyKind.PHONE, text="138-0538-7777", district=CITY)
    await bureau.on_duty(bureau.lawyer)
    await bureau.do(declare_conflict, bureau.lawyer, DeclareConflict(ground="PARTY_OR_KIN", party=party))

    theirs = await bureau.referred(await bureau.case(phone="13805387777"))
    other = await bureau.referred(await bureau.case(phone="13805387778"))

    assert (await refused(bureau, theirs, bureau.lawyer.id))[0] == "LEGAL_DESK_CONFLICT"
    await bureau.do(take, bureau.lawyer, Take(consultation_id=other))
