"""The demonstration's issuer."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from tests.web.auth.tokens import NOW
from web.auth.demonstration import LIFETIME, NAME, demonstration_issuer, demonstration_key, mint
from web.auth.tokens import TokenRefused, bearer_of
from web.problems import Halt


def test_its_token_speaks_for_the_account_until_it_expires(tmp_path: Path) -> None:
    key = demonstration_key(tmp_path)
    issuers = {NAME: demonstration_issuer(key)}
    token = mint(key, "d:operator", NOW)
    assert bearer_of(token, issuers, NOW + LIFETIME).subject == "d:operator"
    with pytest.raises(TokenRefused, match="the token has expired"):
        bearer_of(token, issuers, NOW + LIFETIME + timedelta(seconds=30))


def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(demonstration_key, [tmp_path] * 8))
    assert len({key.kid for key in keys}) == 1
    file = tmp_path / "keys" / "issuer.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [one.name for one in file.parent.iterdir()] == ["issuer.json"]


def test_the_issuer_holds_no_secret(tmp_path: Path) -> None:
    (public,) = demonstration_issuer(demonstration_key(tmp_path)).keys.values()
    assert not public.is_private


def test_a_key_open_to_others_is_refused(tmp_path: Path) -> None:
    demonstration_key(tmp_path)
    file = tmp_path / "keys" / "issuer.json"
    file.chmod(0o644)
    with pytest.raises(Halt, match=r"open to others \(mode 0644\)") as halted:
        demonstration_key(tmp_path)
    assert halted.value.mend == f"Run `chmod 600 {file}`."


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"kty": "oct", "k": "AAAA"}'])
def test_a_malformed_key_is_refused(tmp_path: Path, content: str) -> None:
    demonstration_key(tmp_path)
    (tmp_path / "keys" / "issuer.json").write_text(content, "utf-8")
    with pytest.raises(Halt, match="is malformed"):
        demonstration_key(tmp_path)


def test_a_key_without_its_secret_part_is_refused(tmp_path: Path) -> None:
    key = demonstration_key(tmp_path)
    (tmp_path / "keys" / "issuer.json").write_text(json.dumps(key.as_dict(private=False)), "utf-8")
    with pytest.raises(Halt, match="is malformed"):
        demonstration_key(tmp_path)
