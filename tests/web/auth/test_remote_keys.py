"""Issuers that publish their keys: no good token is refused while they rotate, none is accepted that should not be."""

import asyncio
import json
import os
from pathlib import Path
from random import Random
from typing import Any

import pytest
from joserfc.jwk import ECKey, Key, OKPKey

from core.access.viewer import Viewer
from core.outgoing import NotAsked, Outgoing
from tests.support.office import Office
from tests.web.auth.tokens import CLAIMS, SECONDS, token
from tests.web.auth.tokens import NOW as TOKEN_NOW
from web.auth import remote_keys as module
from web.auth.authenticate import Authenticator, SignedIn, Unauthenticated
from web.auth.issuers import Issuer
from web.auth.remote_keys import FRESH, HONOURED, Published, RemoteIssuers, RemoteKeys, fetched, published_issuers
from web.auth.tokens import TokenRefused, bearer_of
from web.problems import Halt

NAME = str(CLAIMS["iss"])
OLD, NEW, STRANGER = (OKPKey.generate_key("Ed25519", auto_kid=True) for _ in range(3))
KEYS = [OKPKey.generate_key("Ed25519", auto_kid=True) for _ in range(8)]
LONG, ROUND = os.environ.get("HOTLINE_TEST_LONG") == "1", 10.0
AGAIN_AWAY = 1800.0
"""Seconds between two outages: in a longer one what was known counts on, on purpose."""
PUBLISHED = Published(NAME, "https://id.example.cn/jwks", ("EdDSA",), "tai:")


class Address:
    """What an issuer publishes, and how often it was asked."""

    def __init__(self, *keys: Key) -> None:
        self.keys, self.asked, self.down, self.now = keys, 0, False, 1000.0
        self.remote = RemoteKeys(PUBLISHED, self.fetch, lambda: self.now)
        self.issuers: dict[str, Issuer] = {NAME: self.remote.issuer}
        self.watch = RemoteIssuers([self.remote], self.take)

    async def fetch(self, url: str) -> Any:
        assert url == PUBLISHED.jwks
        self.asked += 1
        await asyncio.sleep(0)
        if self.down:
            raise OSError("away")
        return {"keys": [key.as_dict(private=False) for key in self.keys]}

    def take(self, issuer: Issuer) -> None:
        self.issuers = {issuer.name: issuer}

    def knows(self, key: Key) -> bool:
        """Whether the key counts for this issuer's tokens; what a signature with it is worth, `accepts` tells."""
        return key.kid in self.issuers[NAME].keys

    def accepts(self, key: Key, **more: Any) -> bool:
        try:
            return bearer_of(token(key, **more), self.issuers, TOKEN_NOW).subject == "tai:li"
        except TokenRefused:
            return False


async def test_its_keys_are_fetched_and_its_prefix_and_algorithms_are_its_own() -> None:
    address = Address(OLD, ec := ECKey.generate_key("P-256", auto_kid=True))
    assert not address.accepts(OLD)
    await address.watch.look()
    assert address.accepts(OLD)
    assert not address.accepts(STRANGER)
    assert not address.accepts(ec, alg="ES256")


async def test_they_are_asked_for_every_ten_minutes() -> None:
    address = Address(OLD)
    for seconds, asked in ((0, 1), (599, 1), (1, 2), (10, 2)):
        address.now += seconds
        await address.watch.look()
        assert address.asked == asked


async def test_a_key_that_is_not_known_is_asked_for_at_once_and_by_strangers_once_a_minute() -> None:
    address = Address(OLD)
    await address.watch.look()
    address.keys, address.now = (OLD, NEW), address.now + 60
    assert await address.watch.newer(NAME)
    assert address.accepts(NEW)
    assert [await address.watch.newer(NAME) for _ in range(50)] == [False] * 50
    assert address.asked == 2
    assert not await address.watch.newer("https://elsewhere.example")


async def test_all_who_come_while_it_is_asked_have_the_answer() -> None:
    address = Address(OLD)
    await address.watch.look()
    address.keys, address.now = (NEW,), address.now + 60
    assert await asyncio.gather(*(address.watch.newer(NAME) for _ in range(20))) == [True] * 20
    assert address.asked == 2


async def test_a_withdrawn_key_is_honoured_as_long_as_its_tokens_may_last() -> None:
    address = Address(OLD)
    await address.watch.look()
    address.keys, address.now = (NEW,), address.now + 600
    await address.watch.look()
    assert (address.accepts(OLD), address.accepts(NEW)) == (True, True)
    address.now += HONOURED
    await address.watch.look()
    assert (address.accepts(OLD), address.accepts(NEW)) == (False, True)


@pytest.mark.parametrize("broken", ["away", "empty", "secret"])
async def test_what_was_known_stays_in_force_while_the_address_is_of_no_use(
    broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = Address(OLD)
    await address.watch.look()
    address.now += 600
    if broken == "away":
        address.down = True
    else:
        listed = [] if broken == "empty" else [OLD.as_dict(private=True)]

        async def odd(_: str) -> Any:
            return {"keys": listed}

        address.remote.fetch = odd
    for _ in range(10):
        await address.watch.look()
        address.now += 600
    assert address.accepts(OLD)


@pytest.mark.parametrize("seed", range(40 if LONG else 3))
async def test_through_rotations_and_outages_no_good_token_is_refused_and_no_other_accepted(seed: int) -> None:
    # Given an issuer that publishes its next key twenty minutes before it signs with it, and is away for a quarter of an hour
    # now and then, and a stranger who asks with keys of his own all the time
    chance, address = Random(seed), Address(KEYS[0])
    await address.watch.look()
    signing, ahead, away = 0, None, -AGAIN_AWAY
    withdrawn: dict[int, float] = {}
    refused = accepted = 0
    begun = address.now
    while address.now < begun + 6 * 3600:
        address.now += ROUND
        away = away - ROUND if away > -AGAIN_AWAY else 900.0 if chance.random() < 0.002 else away
        address.down = away > 0
        into = (address.now - begun) % 3600
        # When an hour is over the next key signs; the one before is withdrawn at once
        if into >= 2400 and ahead is None:
            ahead = signing + 1
        if into < ROUND and ahead is not None:
            withdrawn[signing], signing, ahead = address.now, ahead, None
        address.keys = tuple(KEYS[one] for one in (signing, ahead) if one is not None)
        await address.watch.look()
        assert isinstance(await address.watch.newer(NAME) if chance.random() < 0.2 else True, bool)
        # Then a token of the key that signs is accepted, as is a former one while its tokens last, and no other
        refused += not address.knows(KEYS[signing])
        accepted += sum(
            address.knows(KEYS[one]) for one, at in withdrawn.items() if address.now - at > HONOURED + FRESH + 900
        )
        accepted += address.knows(STRANGER)
    assert (refused, accepted) == (0, 0)
    assert len(withdrawn) == 6


async def test_a_token_of_a_new_key_is_accepted_at_its_first_request(office: Office) -> None:
    address = Address(OLD)
    await address.watch.look()
    await office.pool.execute("update account set subject = 'tai:li' where subject = 'd:operator'")
    try:
        authenticate = Authenticator(
            office.read, office.clock, lambda: address.issuers, lambda: office.matrix, address.watch.newer
        )
        at = int(office.clock.now().timestamp())
        times = {"iat": at, "nbf": at, "exp": at + 600}
        address.keys, address.now = (NEW,), address.now + 60
        signed = await authenticate.signed_in([f"Bearer {token(NEW, **times)}"], "")
        assert isinstance(signed, SignedIn)
        assert isinstance(signed.viewer, Viewer)
        refused = await authenticate.signed_in([f"Bearer {token(STRANGER, **times)}"], "")
        assert isinstance(refused, Unauthenticated)
        assert address.asked == 2
    finally:
        await office.pool.execute("update account set subject = 'd:operator' where subject = 'tai:li'")
    assert SECONDS


def file_of(folder: Path, *tables: dict[str, object]) -> Path:
    file = folder / "issuers.toml"
    lines = [
        f"[[issuer]]\n{''.join(f'{name} = {json.dumps(value)}{chr(10)}' for name, value in one.items())}"
        for one in tables
    ]
    file.write_text("\n".join(lines), "utf-8")
    return file


GOOD = {"name": NAME, "jwks": "https://id.example.cn/jwks", "algorithms": ["EdDSA"], "prefix": "tai:"}


def test_a_file_says_who_they_are(tmp_path: Path) -> None:
    county = {
        "name": "https://id.daiyue.example",
        "jwks": "https://d/jwks",
        "algorithms": ["RS256"],
        "prefix": "daiyue:",
        "district": "370911",
        "step_up": ["gold"],
    }
    bound = Published(
        "https://id.daiyue.example", "https://d/jwks", ("RS256",), "daiyue:", "370911", frozenset(("gold",))
    )
    assert published_issuers(file_of(tmp_path, GOOD, county)) == [PUBLISHED, bound]
    assert (bound.issuer({}).district, bound.issuer({}).strong) == ("370911", {"gold"})


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"algorithms": ["HS256"]}, "issuer[0].algorithms is no list of accepted ones"),
        ({"algorithms": ["none"]}, "issuer[0].algorithms is no list of accepted ones"),
        ({"algorithms": []}, "issuer[0].algorithms is no list of accepted ones"),
        ({"jwks": "http://id.example.cn/jwks"}, "issuer[0].jwks is no https:// address"),
        ({"prefix": "d:"}, "issuer[0].prefix is taken"),
        ({"prefix": "tai"}, "has not one colon, at its end"),
        ({"prefix": "tai:an:"}, "has not one colon, at its end"),
        ({"district": 370911}, "issuer[0].district is no code of a district"),
        ({"district": "/370900/370911"}, "issuer[0].district is no code of a district"),
        ({"step_up": "phr"}, "issuer[0].step_up is no list of texts"),
        ({"name": ""}, "name, jwks or prefix is no text"),
        ({"more": 1}, "issuer[0] has not exactly"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, change: dict[str, object], told: str) -> None:
    with pytest.raises(Halt) as halted:
        published_issuers(file_of(tmp_path, {**GOOD, **change}))
    assert told in halted.value.cause


def test_two_with_one_prefix_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Halt, match="two issuers have the same prefix"):
        published_issuers(file_of(tmp_path, GOOD, {**GOOD, "name": "https://other"}))


async def test_a_redirect_is_not_followed_and_a_flood_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await reader.readline()).split()[1]
        if path == b"/away":
            writer.write(b"HTTP/1.0 302 Found\r\nLocation: /good\r\n\r\n")
        else:
            body = b'{"keys": []}' if path == b"/good" else b" " * 2000
            writer.write(b"HTTP/1.0 200 OK\r\n\r\n" + body)
        await writer.drain()
        writer.close()

    monkeypatch.setattr(module, "LONGEST", 1000)
    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        outgoing = Outgoing(["127.0.0.1"])
        assert await fetched(outgoing, f"{base}/good") == {"keys": []}
        for path in ("/away", "/flood"):
            with pytest.raises(NotAsked):
                await fetched(outgoing, f"{base}{path}")
