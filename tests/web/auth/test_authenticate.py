"""From the Authorization header to a viewer."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request

from core.access.load import load_viewer
from core.access.viewer import Viewer
from core.accounts.model import account
from core.accounts.sessions import end_sessions
from core.db.uow import unit_of_work
from core.settings import Settings
from tests.support.office import Office
from tests.web.auth.tokens import KEY, token
from web.auth import authenticate as module
from web.auth.anonymous import NOBODY
from web.auth.authenticate import Authenticator, Unauthenticated
from web.auth.demonstration import NAME, demonstration_issuer, mint
from web.auth.local import NAME as LOCAL
from web.auth.local import issue, local_issuer
from web.http.refusals import Refusal
from web.trust import trusted_issuers


@pytest.fixture
def ticks(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A monotonic clock that stands until the test moves its only value."""
    at = [100.0]
    monkeypatch.setattr(module, "monotonic", lambda: at[0])
    return at


@pytest.fixture
def authenticate(office: Office, ticks: list[float]) -> Authenticator:
    issuers = {NAME: demonstration_issuer(KEY)}
    return Authenticator(office.read, office.clock, lambda: issuers, lambda: office.matrix)


def request(*headers: str) -> Request:
    return Request({"type": "http", "headers": [(b"authorization", one.encode()) for one in headers]})


def bearer(office: Office, subject: str = "d:operator") -> Request:
    return request(f"Bearer {mint(KEY, subject, office.clock.now())}")


async def test_a_token_brings_its_accounts_grants(office: Office, authenticate: Authenticator) -> None:
    viewer = await authenticate(bearer(office))
    assert isinstance(viewer, Viewer)
    assert viewer == office.viewer("operator")


async def test_without_a_header_the_caller_is_nobody(authenticate: Authenticator) -> None:
    viewer = await authenticate(request())
    assert isinstance(viewer, Viewer)
    assert (viewer.id, viewer.grants) == (NOBODY, ())


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        (["Basic b3BlcmF0b3I6eA=="], "give one Authorization header of the scheme Bearer"),
        (["Bearer a", "Bearer b"], "give one Authorization header of the scheme Bearer"),
        ([""], "give one Authorization header of the scheme Bearer"),
        (["Bearer"], "the token is not valid"),
        (["bearer x.y.z"], "the token is not valid"),
    ],
)
async def test_a_bad_header_is_refused(authenticate: Authenticator, headers: list[str], reason: str) -> None:
    refused = await authenticate(request(*headers))
    assert isinstance(refused, Refusal)
    assert (refused.status, refused.code.code) == (401, "UNAUTHENTICATED")
    assert refused.headers["www-authenticate"] == f'Bearer error="invalid_token", error_description="{reason}"'


async def test_a_good_token_without_account_is_refused(office: Office, authenticate: Authenticator) -> None:
    refused = await authenticate(bearer(office, "d:nobody"))
    assert isinstance(refused, Refusal)
    assert (refused.status, refused.code.code) == (403, "FORBIDDEN")


async def test_an_account_switched_off_is_out_a_second_later(
    office: Office, authenticate: Authenticator, ticks: list[float]
) -> None:
    asked = bearer(office)
    assert isinstance(await authenticate(asked), Viewer)
    await switch(office, active=False)
    try:
        ticks[0] += 0.99
        assert isinstance(await authenticate(asked), Viewer)
        ticks[0] += 0.02
        assert isinstance(await authenticate(asked), Refusal)
    finally:
        await switch(office, active=True)


async def test_grants_are_weighed_at_each_requests_own_instant(office: Office, authenticate: Authenticator) -> None:
    asked = bearer(office)
    await authenticate(asked)
    office.clock.set(office.clock.now().replace(hour=3))
    viewer = await authenticate(asked)
    assert isinstance(viewer, Viewer)
    assert viewer.now == office.clock.now()


async def switch(office: Office, *, active: bool) -> None:
    await office.pool.execute(f"update {account.name} set active = $1 where subject = 'd:operator'", active)


async def ended(office: Office, session: str | None = None) -> None:
    async with unit_of_work(office.pool, office.services) as uow:
        await end_sessions(uow, "d:operator", session)


def is_ended(answer: object) -> bool:
    return isinstance(answer, Unauthenticated) and answer.ended


async def test_an_ended_session_is_out_a_second_later_and_is_not_at_hand(
    office: Office, authenticate: Authenticator, ticks: list[float]
) -> None:
    asked = bearer(office)
    given = asked.headers["authorization"]
    assert isinstance(await authenticate(asked), Viewer)
    assert authenticate.at_hand(given, "") is not None
    await ended(office)

    ticks[0] += 1.01
    assert authenticate.at_hand(given, "") is None, "it is asked anew"
    assert is_ended(await authenticate(asked))
    assert authenticate.at_hand(given, "") is None, "the account is at hand, its session is not"


@pytest.mark.parametrize("skew", [0, 30])
async def test_who_signs_in_again_is_in_again_once_no_older_token_can_look_as_new(office: Office, skew: int) -> None:
    issuers = {NAME: replace(demonstration_issuer(KEY), skew=skew)}
    authenticate = Authenticator(office.read, office.clock, lambda: issuers, lambda: office.matrix)
    await ended(office)
    office.clock.set(office.clock.now() + timedelta(seconds=skew))
    assert is_ended(await authenticate(bearer(office)))
    office.clock.set(office.clock.now() + timedelta(seconds=1))
    again = bearer(office)
    assert isinstance(await authenticate(again), Viewer)
    assert authenticate.at_hand(again.headers["authorization"], "") is not None


async def test_one_session_is_ended_by_its_name_and_the_others_stay(office: Office) -> None:
    issuers = {LOCAL: local_issuer(bytes(32))}
    authenticate = Authenticator(office.read, office.clock, lambda: issuers, lambda: office.matrix)
    one, other = (issue(bytes(32), "d:operator", office.clock.now(), sid=name) for name in ("s-1", "s-2"))
    await ended(office, "s-1")
    assert is_ended(await authenticate(request(f"Bearer {one}")))
    assert isinstance(await authenticate(request(f"Bearer {other}")), Viewer)


async def test_an_issuer_of_a_district_opens_nothing_beyond_it_neither_at_hand(office: Office) -> None:
    for district, held in (("370900", 1), ("370911", 0)):
        issuers = {NAME: replace(demonstration_issuer(KEY), district=district)}
        authenticate = Authenticator(office.read, office.clock, lambda found=issuers: found, lambda: office.matrix)
        asked = bearer(office)
        viewer = await authenticate(asked)
        assert isinstance(viewer, Viewer)
        assert len(viewer.grants) == held
        at_hand = authenticate.at_hand(asked.headers["authorization"], "")
        assert at_hand == viewer
        assert at_hand.session == viewer.session


async def test_a_demonstrations_token_counts_for_nothing_where_none_was_started(office: Office, tmp_path: Path) -> None:
    keys = tmp_path / "jwks.json"
    keys.write_text(json.dumps({"keys": [KEY.as_dict(private=False)]}), "utf-8")  # even if somebody published its key
    settings = Settings.model_validate({"var": tmp_path, "issuer": "https://id.example.cn", "issuer_keys": keys})
    issuers = {**trusted_issuers(settings, demo=False), LOCAL: local_issuer(bytes(32))}
    authenticate = Authenticator(office.read, office.clock, lambda: issuers, lambda: office.matrix)

    refused = await authenticate(bearer(office))

    assert isinstance(refused, Unauthenticated)
    assert "the issuer is not accepted here" in refused.headers["www-authenticate"]
    posing = token(iss="https://id.example.cn", sub="d:operator", iat=_now(office), nbf=None, exp=_now(office) + 60)
    assert (await authenticate(request(f"Bearer {posing}"))).status == 403, "another's prefix stands before it"  # type: ignore[union-attr]


def _now(office: Office) -> int:
    return int(office.clock.now().timestamp())


async def test_those_who_ask_for_one_account_at_the_same_time_read_it_once(
    office: Office, authenticate: Authenticator, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    async def counted(*given: Any) -> Viewer | None:
        read.append(given[1])
        await asyncio.sleep(0)
        return await load_viewer(*given)

    monkeypatch.setattr(module, "load_viewer", counted)
    first = asyncio.create_task(authenticate(bearer(office)))
    others = [asyncio.create_task(authenticate(bearer(office))) for _ in range(3)]
    await asyncio.sleep(0)
    first.cancel()  # who leaves takes nobody along

    assert [await one for one in others] == [office.viewer("operator")] * 3
    assert read == ["d:operator"]


async def test_an_account_that_cannot_be_read_is_read_again_by_who_asks_next(
    office: Office, authenticate: Authenticator, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def gone(*_: object) -> None:
        raise OSError("gone")

    with monkeypatch.context() as away:
        away.setattr(module, "load_viewer", gone)
        with pytest.raises(OSError, match="gone"):
            await authenticate(bearer(office))

    assert isinstance(await authenticate(bearer(office)), Viewer)


async def test_only_a_header_that_was_checked_has_its_account_read_anew(
    office: Office, authenticate: Authenticator, ticks: list[float]
) -> None:
    given = bearer(office).headers["authorization"]
    assert await authenticate.read_anew(given, "") is None

    await authenticate(bearer(office))
    ticks[0] += 1.1

    assert (authenticate.at_hand(given, ""), await authenticate.read_anew(given, "")) == (
        None,
        office.viewer("operator"),
    )


async def test_whoever_comes_later_does_not_wait_for_what_was_read_before(
    office: Office, authenticate: Authenticator, ticks: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = asyncio.Event()

    async def read(*given: Any) -> Viewer | None:
        found = await load_viewer(*given)
        if not slow.is_set():
            slow.set()
            await asyncio.sleep(0.2)
        return found

    monkeypatch.setattr(module, "load_viewer", read)
    first = asyncio.create_task(authenticate(bearer(office)))
    await slow.wait()
    await ended(office)
    ticks[0] += 1.01

    assert is_ended(await authenticate(bearer(office)))
    assert isinstance(await first, Viewer), "it had asked before"
    assert is_ended(await authenticate(bearer(office)))
