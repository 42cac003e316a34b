"""Naming and unnaming, both on record."""

from core.errors import NotFound
from core.ids import new_id
from plugins.discipline_referral.states import Act, State
from tests.plugins.discipline_referral.bureau import Bureau
from tests.plugins.discipline_referral.staff import NAMELY

SOMEBODY = "beside_the_county"


async def test_who_is_named_knows_and_who_is_removed_does_not(bureau: Bureau) -> None:
    referral = await bureau.brought(State.SUGGESTED)
    before = await bureau.refusal(Act.REVIEW, referral, SOMEBODY)

    await bureau.act(Act.ADD_OFFICER, referral)
    async with bureau.desk.undone() as uow:
        await bureau.command(uow, Act.REVIEW, referral, SOMEBODY)
    await bureau.act(Act.REMOVE_OFFICER, referral, account_id=bureau.people[SOMEBODY].id)
    after = await bureau.refusal(Act.REVIEW, referral, SOMEBODY)

    assert isinstance(before, NotFound)
    assert isinstance(after, NotFound)


async def test_both_are_in_the_audit(bureau: Bureau) -> None:
    referral = await bureau.brought(State.SUGGESTED)
    somebody = bureau.people[SOMEBODY].id

    await bureau.act(Act.ADD_OFFICER, referral)
    await bureau.act(Act.REMOVE_OFFICER, referral, account_id=somebody)

    rows = await bureau.office.pool.fetch(
        "select act, actor, body->>'officer' as officer from discipline_referral_audit where version > 1 order by pos"
    )
    by = bureau.people["inspecting"].id
    assert [tuple(row) for row in rows] == [("addOfficer", by, str(somebody)), ("removeOfficer", by, str(somebody))]


async def test_whoever_was_removed_can_be_named_again(bureau: Bureau) -> None:
    referral = await bureau.brought(State.SUGGESTED)
    await bureau.act(Act.ADD_OFFICER, referral)
    await bureau.act(Act.REMOVE_OFFICER, referral, account_id=bureau.people[SOMEBODY].id)

    assert (await bureau.act(Act.ADD_OFFICER, referral)).version == 4


async def test_naming_twice_or_a_stranger_is_refused(bureau: Bureau) -> None:
    referral = await bureau.brought(State.SUGGESTED)

    twice = await bureau.refusal(Act.ADD_OFFICER, referral, account_id=bureau.people["approving"].id)
    stranger = await bureau.refusal(Act.ADD_OFFICER, referral, account_id=new_id())
    never = await bureau.refusal(Act.REMOVE_OFFICER, referral, account_id=bureau.people[SOMEBODY].id)

    assert [one.code.code for one in (twice, stranger, never)] == [
        "DISCIPLINE_REFERRAL_ALREADY_NAMED", "NOT_FOUND", "NOT_FOUND",
    ]  # fmt: skip
    assert {one.field for one in (twice, stranger, never)} == {("input", "accountId")}


async def test_the_last_one_stays(bureau: Bureau) -> None:
    referral = await bureau.brought(State.SUGGESTED)
    for name in {*NAMELY, "standing_at_the_county"} - {"inspecting"}:
        await bureau.act(Act.REMOVE_OFFICER, referral, account_id=bureau.people[name].id)

    last = await bureau.refusal(Act.REMOVE_OFFICER, referral, account_id=bureau.people["inspecting"].id)

    assert last.code.code == "DISCIPLINE_REFERRAL_LAST_OFFICER"
