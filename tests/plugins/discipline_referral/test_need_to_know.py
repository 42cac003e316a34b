"""Named, cleared and unbiased: whoever misses one of the three cannot tell a referral from one that never was."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from core.accounts.model import role_grant
from core.db.uow import unit_of_work
from core.errors import NotFound, Refused
from core.ids import new_id
from plugins.discipline_referral.act import visible
from plugins.discipline_referral.inputs import Accused
from plugins.discipline_referral.states import TRANSITIONS, Act, State
from tests.plugins.discipline_referral.bureau import Bureau
from tests.plugins.discipline_referral.staff import CITY, COUNTY, OFFICE, SINCE, TOWNSHIP

LOCAL = ("at_the_county", "at_the_township", "at_the_office", "also_at_the_county", "beside_the_county")
BIASED = {
    "ta-housing": set[str](),
    "370902": {"at_the_county", "at_the_township", "at_the_office", "also_at_the_county"},
    "370902001": {"at_the_county", "at_the_township", "also_at_the_county"},
    "370902-hr": {"at_the_county", "at_the_office", "also_at_the_county"},
}
"""Accused unit: who has a conflict of interest, by a grant at it, below it or above it."""


async def named_directly(bureau: Bureau, referral: UUID, *names: str) -> None:
    """Name them behind the plug-in's back, as a mistake or a change of office would."""
    for name in names:
        await bureau.office.pool.execute(
            "insert into discipline_referral_officer (id, referral_id, account_id, added_by, added_at)"
            " values ($1, $2, $3, $3, now())", new_id(), referral, bureau.people[name].id,
        )  # fmt: skip


async def sees(bureau: Bureau, name: str, referral: UUID) -> bool:
    async with bureau.desk.undone() as uow:
        try:
            await visible(uow, bureau.who(name), referral)
        except NotFound:
            return False
    return True


@pytest.mark.parametrize("unit", BIASED)
class TestConflict:
    async def test_shuts_out_even_those_who_are_named(self, unit: str, bureau: Bureau) -> None:
        referral = await bureau.suggest(await bureau.case(unit), unit)

        await named_directly(bureau, referral, *LOCAL)

        assert {name for name in LOCAL if not await sees(bureau, name, referral)} == BIASED[unit]
        assert await sees(bureau, "inspecting", referral)

    async def test_refuses_to_name_them(self, unit: str, bureau: Bureau) -> None:
        referral = await bureau.suggest(await bureau.case(unit), unit)

        for name in LOCAL:
            if name in BIASED[unit]:
                refusal = await bureau.refusal(Act.ADD_OFFICER, referral, account_id=bureau.people[name].id)
                assert (refusal.code.code, refusal.field) == ("DISCIPLINE_REFERRAL_CONFLICT", ("input", "accountId"))
            else:
                await bureau.act(Act.ADD_OFFICER, referral, account_id=bureau.people[name].id)

    async def test_lets_nobody_with_one_suggest(self, unit: str, bureau: Bureau) -> None:
        case = await bureau.case(unit)

        for name in LOCAL:
            if name in BIASED[unit]:
                with pytest.raises(Refused) as refused:
                    await bureau.suggest(case, unit, by=name)
                assert (refused.value.code.code, refused.value.field) == ("DISCIPLINE_REFERRAL_CONFLICT", None)
            else:
                await bureau.suggest(case, unit, by=name)


@pytest.mark.parametrize("path", [COUNTY, OFFICE])
async def test_who_gets_a_grant_at_the_accused_later_is_shut_out_at_once_and_for_good(
    path: str, bureau: Bureau
) -> None:
    referral = await bureau.suggest(await bureau.case("370902-hr"), "370902-hr")
    before = await sees(bureau, "reviewing", referral)
    grant = {
        "id": new_id(), "account_id": bureau.people["reviewing"].id, "role": "unit_handler", "unit_path": path,
        "district_path": "/370900", "clearance": 0, "valid_from": SINCE, "valid_to": SINCE + timedelta(days=1),
    }  # fmt: skip

    async with unit_of_work(bureau.office.pool, bureau.office.services) as uow:
        await uow.insert(role_grant, [grant])

    try:
        assert (before, await sees(bureau, "reviewing", referral)) == (True, False)
    finally:
        await bureau.office.pool.execute("delete from role_grant where id = $1", grant["id"])


async def test_the_accused_cannot_know_even_when_named(bureau: Bureau) -> None:
    accused = Accused(name="李四", account_id=bureau.people["beside_the_county"].id)
    referral = await bureau.suggest(await bureau.case("ta-housing"), persons=(accused,))

    await named_directly(bureau, referral, "beside_the_county")

    assert not await sees(bureau, "beside_the_county", referral)
    refusal = await bureau.refusal(Act.ADD_OFFICER, referral)
    assert refusal.code.code == "DISCIPLINE_REFERRAL_CONFLICT"


@pytest.mark.parametrize("name", ["uncleared", "elsewhere"])
async def test_being_named_opens_nothing_that_clearance_and_district_do_not(name: str, bureau: Bureau) -> None:
    referral = await bureau.suggest(await bureau.case("ta-housing"))

    await named_directly(bureau, referral, name)

    assert not await sees(bureau, name, referral)


async def test_a_role_alone_opens_nothing(bureau: Bureau) -> None:
    referral = await bureau.suggest(await bureau.case("ta-housing"))

    assert [role for role in bureau.office.viewers if await _role_sees(bureau, role, referral)] == []


async def _role_sees(bureau: Bureau, role: str, referral: UUID) -> bool:
    viewer = bureau.office.viewer(role)
    grants = tuple(replace(grant, clearance=3, unit_path=CITY, district_path="/370900") for grant in viewer.grants)
    async with bureau.desk.undone() as uow:
        try:
            await visible(uow, replace(viewer, grants=grants), referral)
        except NotFound:
            return False
    return True


async def test_hidden_and_absent_are_refused_alike_by_every_act(bureau: Bureau) -> None:
    referral = await bureau.brought(State.SUGGESTED)

    for act in TRANSITIONS:
        hidden = await bureau.refusal(act, referral, "also_at_the_county", expected_version=99)
        absent = await bureau.refusal(act, new_id(), "also_at_the_county", expected_version=99)
        assert (hidden.code, hidden.field, hidden.params) == (absent.code, absent.field, absent.params)
        assert hidden.code.code == "NOT_FOUND"


def test_the_townships_lie_where_these_tests_think() -> None:
    assert TOWNSHIP.startswith(COUNTY)
    assert OFFICE.startswith(COUNTY)
