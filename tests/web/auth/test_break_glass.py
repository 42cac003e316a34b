"""The password of an emergency: loud, in the log before it is answered, and locked after five wrong ones."""

import asyncio
from typing import Any

import pytest
from structlog.testing import capture_logs

from core.events.sequence import step
from core.events.verify import verify
from core.passwords.commands import matches
from tests.web.auth.site import PASSWORD, PERSON, SERVICE, Site
from web.auth import break_glass
from web.auth.tokens import bearer_of

WRONG = "Tishan-2026-nandou"


async def entered(site: Site) -> list[Any]:
    return list(await site.host.pool.fetch("select act, actors from access_event"))


async def test_it_lets_its_person_in_for_a_quarter_of_an_hour_and_says_so_loudly(site: Site) -> None:
    await site.password()
    with capture_logs() as logs:
        answer = await site.break_glass(PASSWORD)

    told = answer.json()
    assert (answer.status_code, told["expires_in"]) == (200, 900)
    assert await site.who(told["access_token"]) == await site.who(site.demonstration())
    loud = [one for one in logs if one["log_level"] == "critical"]
    assert [(one["event"], one["account"], one["source"]) for one in loud] == [
        ("break-glass: signed in by password", PERSON, "192.0.2.1")
    ]
    assert PASSWORD not in str(logs)


async def test_it_is_in_the_chained_log(site: Site) -> None:
    await site.password()
    await site.break_glass(PASSWORD)
    holder = await site.host.pool.fetchval("select id from account where subject = $1", PERSON)
    assert [(row["act"], row["actors"]) for row in await entered(site)] == [("BREAK_GLASS", [str(holder)])]
    await step(site.host.pool)
    assert await verify(site.host.read) is None


async def test_nobody_is_let_in_when_the_log_cannot_be_written(own_site: Site) -> None:
    await own_site.password()
    await own_site.host.pool.execute("alter table access_event add check (act <> 'BREAK_GLASS')")
    assert (await own_site.break_glass(PASSWORD)).status_code == 500


async def test_a_password_is_no_strong_proof(site: Site) -> None:
    await site.password()
    token = (await site.break_glass(PASSWORD)).json()["access_token"]
    assert bearer_of(token, site.host.issuers, site.host.clock.now()).session.strong_since is None


@pytest.mark.parametrize("account", [PERSON, "d:dispatcher", SERVICE, "t:nobody", "' or true --"])
async def test_who_is_refused_learns_nothing(site: Site, account: str) -> None:
    await site.password()
    with capture_logs() as logs:
        answer = await site.break_glass(WRONG, account)
    assert answer.status_code == 401
    (error,) = answer.json()["errors"]
    assert (error["message"], error["extensions"]["code"]) == (
        "The account or the password is not right.",
        "SIGN_IN_FAILED",
    )
    assert await entered(site) == []
    assert WRONG not in str(logs)
    assert account not in str(logs), "a password may have been typed there"


async def test_after_five_wrong_ones_the_right_one_is_refused_too(site: Site) -> None:
    await site.password()
    for one in range(5):
        assert (await site.break_glass(WRONG, address=f"192.0.2.{one}")).status_code == 401
    locked = await site.break_glass(PASSWORD, address="192.0.2.9")
    assert (locked.status_code, locked.headers["retry-after"]) == (429, "900")
    assert locked.json()["errors"][0]["extensions"]["code"] == "SIGN_IN_LOCKED"


async def test_an_account_that_is_not_there_is_locked_alike(site: Site) -> None:
    statuses = [(await site.break_glass(WRONG, "t:nobody", f"192.0.2.{one}")).status_code for one in range(7)]
    assert statuses == [401] * 5 + [429] * 2


async def test_as_much_work_is_done_whether_there_is_such_an_account(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    await site.password()
    kept: list[str] = []

    def noted(of: str, given: str) -> bool:
        kept.append(of)
        return matches(of, given)

    monkeypatch.setattr(break_glass, "matches", noted)
    for account in (PERSON, SERVICE, "t:nobody"):
        assert (await site.break_glass(WRONG, account)).status_code == 401

    assert len(kept) == 3, "one password each is held against"
    assert len({one.rpartition("$")[0].rpartition("$")[0] for one in kept}) == 1, "by the same number of rounds"


async def test_a_flood_from_one_source_is_five_tries_whatever_it_names(site: Site) -> None:
    await site.password()
    answers = await asyncio.gather(*(site.break_glass(WRONG, f"t:{one}") for one in range(12)))
    assert sorted(answer.status_code for answer in answers) == [401] * 5 + [429] * 7
    assert (await site.break_glass(PASSWORD, address="192.0.2.77")).status_code == 200, "others are not locked"


async def test_of_fifty_tries_at_once_five_are_looked_at(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    await site.password()
    held: list[str] = []

    def noted(of: str, given: str) -> bool:
        held.append(given)
        return matches(of, given)

    monkeypatch.setattr(break_glass, "matches", noted)
    given = [WRONG] * 49 + [PASSWORD]
    answers = await asyncio.gather(
        *(site.break_glass(one, address=f"192.0.2.{number}") for number, one in enumerate(given))
    )

    assert sorted(answer.status_code for answer in answers) == [401] * 5 + [429] * 45
    assert held == [WRONG] * 5
    assert await entered(site) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"account":"a","password":1}',
        b'{"account":"","password":"a"}',
        b'{"account":"\\u0000","password":"a"}',
    ],
)
async def test_another_form_is_refused_and_no_fault(site: Site, body: bytes) -> None:
    async with site.client() as client:
        assert (await client.post("/break-glass", content=body)).status_code == 400
