"""Who may sign in, and as what: made by an operator, refused with what is known."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import text

from core.access.load import load_viewer
from core.accounts.commands import NewGrant, add_account, grant_role, revoke_role, switch_account
from core.db.uow import UnitOfWork, unit_of_work
from core.errors import Refused
from tests.support.office import Office

SUBJECT = "t:somebody"
AT_HOUSING = NewGrant(role="unit_liaison", unit="ta-housing", clearance=2)


@pytest.fixture
async def uow(office: Office) -> AsyncIterator[UnitOfWork]:
    async with unit_of_work(office.pool, office.services) as opened:
        yield opened
        await opened.execute(
            text("delete from role_grant where account_id in (select id from account where subject like 't:%')")
        )
        await opened.execute(text("delete from account where subject like 't:%'"))


async def test_an_account_may_nothing_until_it_is_given_a_role(uow: UnitOfWork, office: Office) -> None:
    await add_account(uow, SUBJECT, "某人", "PERSON")

    before = await load_viewer(uow, SUBJECT, office.matrix, uow.now)
    await grant_role(uow, SUBJECT, AT_HOUSING, office.matrix)
    after = await load_viewer(uow, SUBJECT, office.matrix, uow.now)

    assert before is not None
    assert after is not None
    assert (before.may("acceptAssignment"), after.may("acceptAssignment")) == (False, True)
    assert [(one.unit_path, one.district_path, one.clearance) for one in after.grants] == [
        ("/ta/ta-housing", "/370900", 2)
    ]


async def test_a_revoked_role_holds_no_more_and_a_second_revocation_finds_none(uow: UnitOfWork, office: Office) -> None:
    await add_account(uow, SUBJECT, "某人", "PERSON")
    await grant_role(uow, SUBJECT, AT_HOUSING, office.matrix)

    assert await revoke_role(uow, SUBJECT, "unit_liaison") == 1
    viewer = await load_viewer(uow, SUBJECT, office.matrix, uow.now + timedelta(seconds=1))

    assert viewer is not None
    assert not viewer.may("acceptAssignment")
    assert await revoke_role(uow, SUBJECT, "unit_liaison") == 0


async def test_a_disabled_account_is_nobody_until_it_is_let_in(uow: UnitOfWork, office: Office) -> None:
    await add_account(uow, SUBJECT, "某人", "PERSON")

    await switch_account(uow, SUBJECT, active=False)
    assert await load_viewer(uow, SUBJECT, office.matrix, uow.now) is None
    await switch_account(uow, SUBJECT, active=True)
    assert await load_viewer(uow, SUBJECT, office.matrix, uow.now) is not None


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (NewGrant(role="emperor", unit="ta"), "UNKNOWN_ROLE"),
        (NewGrant(role="operator", unit="nowhere"), "UNKNOWN_PLACE"),
        (NewGrant(role="operator", unit="ta", district="999999"), "UNKNOWN_PLACE"),
    ],
)
async def test_a_grant_names_a_role_of_the_policy_and_a_place_that_exists(
    uow: UnitOfWork, office: Office, new: NewGrant, code: str
) -> None:
    await add_account(uow, SUBJECT, "某人", "PERSON")

    with pytest.raises(Refused) as refused:
        await grant_role(uow, SUBJECT, new, office.matrix)

    assert refused.value.code.code == code


async def test_subjects_are_unique_and_unknown_ones_are_named(uow: UnitOfWork, office: Office) -> None:
    await add_account(uow, SUBJECT, "某人", "PERSON")

    with pytest.raises(Refused) as taken:
        await add_account(uow, SUBJECT, "别人", "PERSON")
    with pytest.raises(Refused) as unknown:
        await revoke_role(uow, "t:nobody", "operator")

    assert taken.value.text("en") == "There is an account t:somebody already."
    assert unknown.value.text("zh") == "没有账号“t:nobody”。"
