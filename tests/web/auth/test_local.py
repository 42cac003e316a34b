"""The hotline's own tokens: of a quarter of an hour, and the same key in every process."""

from datetime import timedelta

import pytest

from tests.web.auth.tokens import KEY, NOW
from web.auth.demonstration import mint
from web.auth.local import KEY_PAIR, NAME, issue, local_issuer
from web.auth.tokens import TokenExpired, TokenRefused, bearer_of

SECRET = bytes(range(32))
ISSUERS = {NAME: local_issuer(SECRET)}


def test_every_process_of_the_deployment_accepts_them_and_no_other_does() -> None:
    token = issue(SECRET, "e:li", NOW)
    assert bearer_of(token, {NAME: local_issuer(SECRET)}, NOW).subject == "e:li"
    with pytest.raises(TokenRefused, match="the issuer has no such key"):
        bearer_of(token, {NAME: local_issuer(bytes(32))}, NOW)


def test_they_last_a_quarter_of_an_hour() -> None:
    token = issue(SECRET, "e:li", NOW)
    assert bearer_of(token, ISSUERS, NOW + timedelta(minutes=15, seconds=29)).session.issued == NOW
    with pytest.raises(TokenExpired):
        bearer_of(token, ISSUERS, NOW + timedelta(minutes=15, seconds=30))


def test_only_a_key_pair_is_a_strong_proof() -> None:
    assert bearer_of(issue(SECRET, "e:li", NOW, acr=KEY_PAIR), ISSUERS, NOW).session.strong_since == NOW
    assert bearer_of(issue(SECRET, "e:li", NOW, amr=["pwd"]), ISSUERS, NOW).session.strong_since is None


def test_each_can_be_ended_by_itself() -> None:
    first, second = (bearer_of(issue(SECRET, "e:li", NOW), ISSUERS, NOW).session.names for _ in range(2))
    assert len(first) == len(second) == 1
    assert first != second


def test_the_demonstrations_key_does_not_sign_for_it() -> None:
    with pytest.raises(TokenRefused, match="the issuer is not accepted here"):
        bearer_of(mint(KEY, "d:operator", NOW), ISSUERS, NOW)
