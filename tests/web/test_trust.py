"""Whose tokens a process accepts."""

import json
from pathlib import Path

import pytest

from core.settings import Settings
from tests.web.auth.tokens import KEY
from web.auth.demonstration import NAME
from web.auth.local import NAME as LOCAL
from web.problems import Halt
from web.trust import trusted_issuers


def settings(folder: Path, **given: object) -> Settings:
    return Settings.model_validate({"var": folder, **given})


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    file = tmp_path / "jwks.json"
    file.write_text(json.dumps({"keys": [KEY.as_dict(private=False)]}), "utf-8")
    return file


def test_a_demonstration_trusts_its_own_issuer(tmp_path: Path) -> None:
    assert list(trusted_issuers(settings(tmp_path), demo=True)) == [NAME]


def test_without_demonstration_its_issuer_is_not_trusted(tmp_path: Path, keys: Path) -> None:
    issuers = trusted_issuers(settings(tmp_path, issuer="https://id", issuer_keys=keys), demo=False)
    assert list(issuers) == ["https://id"]
    assert not (tmp_path / "keys").exists()


def test_both_may_be_trusted_side_by_side(tmp_path: Path, keys: Path) -> None:
    issuers = trusted_issuers(settings(tmp_path, issuer="https://id", issuer_keys=keys), demo=True)
    assert {issuer.prefix for issuer in issuers.values()} == {"d:", "e:"}


def test_nobody_to_trust_is_refused_with_the_mend(tmp_path: Path) -> None:
    with pytest.raises(Halt, match="No issuer of tokens is configured") as halted:
        trusted_issuers(settings(tmp_path), demo=False)
    assert halted.value.mend.startswith("Set HOTLINE_ISSUER")
    assert halted.value.mend.endswith("hotline serve --demo.")


@pytest.mark.parametrize("demo", [True, False])
def test_half_an_issuer_is_refused(tmp_path: Path, keys: Path, demo: bool) -> None:
    with pytest.raises(Halt, match="HOTLINE_ISSUER is set without HOTLINE_ISSUER_KEYS"):
        trusted_issuers(settings(tmp_path, issuer="https://id"), demo=demo)
    with pytest.raises(Halt, match="HOTLINE_ISSUER_KEYS is set without HOTLINE_ISSUER"):
        trusted_issuers(settings(tmp_path, issuer_keys=keys), demo=demo)


def test_nobody_may_take_the_name_of_the_hotlines_own_tokens(tmp_path: Path, keys: Path) -> None:
    with pytest.raises(Halt, match="Two issuers of tokens have the same name"):
        trusted_issuers(settings(tmp_path, issuer=LOCAL, issuer_keys=keys), demo=False)


def test_what_counts_as_a_strong_sign_in_is_the_operators_word(tmp_path: Path, keys: Path) -> None:
    def strong(**given: str) -> frozenset[str]:
        found = trusted_issuers(settings(tmp_path, issuer="https://id", issuer_keys=keys, **given), demo=False)
        return found["https://id"].strong

    assert (strong(), strong(step_up="gold, silver,")) == ({"phr", "phrh"}, {"gold", "silver"})


def test_nobody_may_take_the_demonstrations_name(tmp_path: Path, keys: Path) -> None:
    with pytest.raises(Halt, match="the demonstration's own name"):
        trusted_issuers(settings(tmp_path, issuer=NAME, issuer_keys=keys), demo=False)
