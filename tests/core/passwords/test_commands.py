"""Passwords for emergencies: strong, of people, and slow to guess."""

import os
import time

import pytest

from core.db.uow import unit_of_work
from core.errors import Refused
from core.passwords.commands import kept_password, matches, set_password
from tests.support.office import Office

LONG = os.environ.get("HOTLINE_TEST_LONG") == "1"
WHO, GOOD = "d:operator", "Tishan-2026-beidou"


async def given(office: Office, new: str | None, subject: str = WHO) -> None:
    async with unit_of_work(office.pool, office.services) as uow:
        await set_password(uow, subject, new)


async def test_the_password_matches_and_no_other_does(office: Office) -> None:
    await given(office, GOOD)
    holder, kept = await kept_password(office.read, WHO)

    assert holder == office.viewer("operator").id
    assert kept.startswith("$argon2id$")
    assert matches(kept, GOOD)
    assert not matches(kept, GOOD.lower())


async def test_one_that_is_taken_away_or_was_never_there_matches_nothing(office: Office) -> None:
    await given(office, GOOD)
    await given(office, None)
    for subject in (WHO, "t:nobody"):
        holder, kept = await kept_password(office.read, subject)
        assert holder is None
        assert not matches(kept, GOOD)


async def test_an_account_that_is_switched_off_has_none(office: Office) -> None:
    await given(office, GOOD)
    await office.pool.execute("update account set active = false where subject = $1", WHO)
    try:
        assert (await kept_password(office.read, WHO))[0] is None
    finally:
        await office.pool.execute("update account set active = true where subject = $1", WHO)


async def test_what_was_open_under_the_old_one_ends(office: Office) -> None:
    await given(office, GOOD)
    assert await office.pool.fetchval("select count(*) from session_revocation where subject = $1", WHO) == 1


@pytest.mark.parametrize(
    "weak",
    ["", "Short-2026", "onlysmallletters", "small-and-signs-only", "A1-" + "x" * 254, "Xoperator-2026-x"],
)
async def test_a_weak_one_is_refused(office: Office, weak: str) -> None:
    with pytest.raises(Refused) as refused:
        await given(office, weak)
    assert refused.value.code.code == "WEAK_PASSWORD"
    assert not weak or weak not in refused.value.text("en")


@pytest.mark.parametrize("subject", ["d:utility_service", "t:nobody"])
async def test_only_people_have_some(office: Office, subject: str) -> None:
    with pytest.raises(Refused) as refused:
        await given(office, GOOD, subject)
    assert refused.value.code.code == "NOT_A_PERSON"


async def test_nobodys_takes_as_long_as_somebodys(office: Office) -> None:
    await given(office, GOOD)
    somebodys = (await kept_password(office.read, WHO))[1]
    nobodys = (await kept_password(office.read, "t:nobody"))[1]

    def quickest(kept: str) -> float:
        took = []
        for _ in range(5 if LONG else 2):
            begun = time.process_time()
            assert not matches(kept, "another-Password-1")
            took.append(time.process_time() - begun)
        return min(took)

    assert 0.5 < quickest(nobodys) / quickest(somebodys) < 2
    assert somebodys.rsplit("$", 2)[0] == nobodys.rsplit("$", 2)[0], "the same work by the same parameters"
