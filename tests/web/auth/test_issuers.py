"""The configured issuer's keys, and what is no such file."""

import json
from pathlib import Path

import pytest
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from tests.web.auth.tokens import KEY, NOW, token
from web.auth.issuers import external_issuer
from web.auth.tokens import bearer_of
from web.problems import Halt

NAME = "https://id.example.cn"
PUBLIC = KEY.as_dict(private=False)


def file_of(folder: Path, content: object) -> Path:
    file = folder / "jwks.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return file


def test_its_tokens_are_believed(tmp_path: Path) -> None:
    other = ECKey.generate_key("P-256", auto_kid=True).as_dict(private=False)
    found = external_issuer(NAME, file_of(tmp_path, {"keys": [PUBLIC, other]}))
    assert bearer_of(token(), {NAME: found}, NOW).subject == "e:li"


def test_keys_of_a_later_kind_are_passed_over(tmp_path: Path) -> None:
    found = external_issuer(NAME, file_of(tmp_path, {"keys": [{"kty": "AKP", "kid": "later"}, PUBLIC]}))
    assert list(found.keys) == [KEY.kid]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "cannot be read: it is not JSON in UTF-8"),
        ([], "keys is not there"),
        ({"keys": {}}, "keys is not there"),
        ({"keys": []}, "keys holds no key that can be used"),
        ({"keys": [{"kty": "AKP", "kid": "later"}]}, "keys holds no key that can be used"),
        ({"keys": ["x"]}, "keys[0] is no object"),
        ({"keys": [PUBLIC, KEY.as_dict(private=True)]}, "keys[1] holds a secret key"),
        ({"keys": [OctKey.generate_key(256, {"kid": "s"}).as_dict(private=True)]}, "keys[0] holds a secret key"),
        ({"keys": [{"kty": "OKP", "kid": "x"}]}, "keys[0] is malformed"),
        ({"keys": [{**PUBLIC, "kid": None}]}, "keys[0] is malformed"),
        ({"keys": [{name: PUBLIC[name] for name in ("kty", "crv", "x")}]}, "keys[0] has no kid"),
        ({"keys": [PUBLIC, PUBLIC]}, f"keys[1] repeats the kid {KEY.kid}"),
    ],
    ids=lambda _: "",  # the keys are new in every run, and the names of tests must not be
)
def test_a_file_that_is_not_right_is_refused_with_its_place(tmp_path: Path, content: object, told: str) -> None:
    with pytest.raises(Halt) as halted:
        external_issuer(NAME, file_of(tmp_path, content))
    assert halted.value.cause.startswith(f"HOTLINE_ISSUER_KEYS: {tmp_path / 'jwks.json'}")
    assert halted.value.cause.endswith(f"{told}.")


@pytest.mark.filterwarnings("ignore:Key size should be:joserfc.errors.SecurityWarning")
def test_a_short_rsa_key_is_refused(tmp_path: Path) -> None:
    short = RSAKey.generate_key(1024, {"kid": "short"}).as_dict(private=False)
    with pytest.raises(Halt, match=r"keys\[0\] is an RSA key of less than 2048 bits"):
        external_issuer(NAME, file_of(tmp_path, {"keys": [short]}))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Halt, match="No such file or directory"):
        external_issuer(NAME, tmp_path / "none.json")


def test_a_secret_is_never_quoted(tmp_path: Path) -> None:
    private = OKPKey.generate_key("Ed25519", auto_kid=True).as_dict(private=True)
    with pytest.raises(Halt) as halted:
        external_issuer(NAME, file_of(tmp_path, {"keys": [private]}))
    assert str(private["d"]) not in str(halted.value)
