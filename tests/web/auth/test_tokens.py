"""Which tokens are believed, and that no other is."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey, OKPKey, RSAKey

from core.access.session import Session
from tests.web.auth.tokens import CLAIMS, KEY, NOW, SECONDS, issuer, part, signed_with_public_key, token, unsigned
from web.auth.issuers import EXTERNAL_ALGORITHMS, Issuer
from web.auth.tokens import SignatureRegistry, TokenRefused, bearer_of


def subject(text: str, *issuers: Issuer) -> str:
    return bearer_of(text, {one.name: one for one in issuers or (issuer(),)}, NOW).subject


def refusal(text: str, *issuers: Issuer) -> str:
    with pytest.raises(TokenRefused) as refused:
        subject(text, *issuers)
    return refused.value.reason


def test_a_good_token_speaks_for_its_subject_below_its_issuers_prefix() -> None:
    assert subject(token()) == "e:li"


@pytest.mark.parametrize(
    ("key", "alg"),
    [
        (OKPKey.generate_key("Ed25519", auto_kid=True), "Ed25519"),
        (ECKey.generate_key("P-256", auto_kid=True), "ES256"),
        (RSAKey.generate_key(2048, auto_kid=True), "RS256"),
        (RSAKey.generate_key(2048, auto_kid=True), "PS256"),
    ],
)
def test_an_external_issuer_may_sign_as_issuers_do(key: OKPKey | ECKey | RSAKey, alg: str) -> None:
    assert subject(token(key, alg), issuer(key, algorithms=EXTERNAL_ALGORITHMS)) == "e:li"


def test_a_subject_that_no_database_can_hold_is_refused_though_it_is_signed() -> None:
    claims = json.dumps(CLAIMS | {"sub": "\ud800"}).encode()
    signed = jws.serialize_compact({"alg": "EdDSA", "kid": KEY.kid}, claims, KEY, registry=SignatureRegistry(["EdDSA"]))
    assert refusal(signed) == "the token is not valid"


def test_an_audience_may_be_one_of_several() -> None:
    assert subject(token(aud=["statistics", "hotline"])) == "e:li"


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"iss": "https://elsewhere.example"}, "the issuer is not accepted here"),
        ({"iss": None}, "the token is not valid"),
        ({"iss": ["https://id.example.cn"]}, "the issuer is not accepted here"),
        ({"aud": "another"}, "the token is not valid"),
        ({"aud": None}, "the token is not valid"),
        ({"sub": None}, "the token is not valid"),
        ({"sub": ""}, "the token is not valid"),
        ({"sub": 7}, "the token is not valid"),
        ({"sub": "l\0i"}, "the token is not valid"),
        ({"exp": None}, "the token is not valid"),
        ({"exp": float("nan")}, "the token is not valid"),
        ({"exp": SECONDS - 30}, "the token has expired"),
        ({"iat": None}, "the token is not valid"),
        ({"iat": SECONDS + 31}, "the token is not valid"),
        ({"nbf": SECONDS + 31}, "the token is not valid"),
    ],
)
def test_a_claim_that_does_not_fit_is_refused(claims: dict[str, object], reason: str) -> None:
    assert refusal(token(**claims)) == reason


def test_clocks_may_differ_by_half_a_minute() -> None:
    assert subject(token(exp=SECONDS - 29, iat=SECONDS - 600)) == "e:li"
    assert subject(token(iat=SECONDS + 30, nbf=SECONDS + 30)) == "e:li"


def test_the_instant_is_the_databases_and_not_this_machines() -> None:
    later = NOW + timedelta(minutes=11)
    with pytest.raises(TokenRefused, match="the token has expired"):
        bearer_of(token(), {issuer().name: issuer()}, later)


def test_a_token_without_signature_is_refused() -> None:
    assert refusal(unsigned()) == "the algorithm is not accepted"


@pytest.mark.parametrize(
    "secret", [KEY.as_pem(private=False), KEY.raw_value.public_key().public_bytes_raw()], ids=["pem", "raw"]
)
def test_a_secret_that_is_the_public_key_is_refused(secret: bytes) -> None:
    assert refusal(signed_with_public_key(secret)) == "the algorithm is not accepted"
    both = issuer(algorithms=EXTERNAL_ALGORITHMS)
    assert refusal(signed_with_public_key(secret), both) == "the algorithm is not accepted"


def test_an_algorithm_of_another_key_is_refused() -> None:
    key = RSAKey.generate_key(2048, auto_kid=True)
    assert refusal(token(key, "RS256"), issuer(key)) == "the algorithm is not accepted"


def test_an_unknown_or_missing_kid_is_refused() -> None:
    stranger = OKPKey.generate_key("Ed25519", auto_kid=True)
    assert refusal(token(stranger)) == "the issuer has no such key"
    assert refusal(token(header={"kid": None})) == "the issuer has no such key"


def test_a_strangers_key_under_a_known_kid_is_refused() -> None:
    stranger = OKPKey.generate_key("Ed25519", {"kid": str(KEY.kid)})
    assert refusal(token(stranger)) == "the token is not valid"


def test_a_key_brought_by_the_token_is_not_asked() -> None:
    stranger = OKPKey.generate_key("Ed25519", auto_kid=True)
    brought = {"kid": KEY.kid, "jwk": stranger.as_dict(private=False)}
    assert refusal(token(stranger, header=brought)) == "the token is not valid"


def test_another_subject_under_the_same_signature_is_refused() -> None:
    header, _, signature = token().split(".")
    assert refusal(f"{header}.{part({**CLAIMS, 'sub': 'wang'})}.{signature}") == "the token is not valid"


def test_a_token_without_end_is_refused_unread() -> None:
    assert refusal(token(note="x" * 8192)) == "the token is too long"


@given(st.text(max_size=200) | st.from_regex(r"[A-Za-z0-9_=-]{0,40}(\.[A-Za-z0-9_=-]{0,40}){0,4}", fullmatch=True))
def test_whatever_text_comes_is_refused_and_no_fault(text: str) -> None:
    assert refusal(text)


@given(
    st.recursive(
        st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_whatever_json_comes_is_refused_and_no_fault(content: object) -> None:
    assert refusal(f"{part(content)}.{part(content)}.AAAA")
    assert refusal(f"{part({'alg': 'EdDSA', 'kid': content})}.{part(CLAIMS)}.AAAA")
    assert refusal(f"{part({'alg': content, 'kid': KEY.kid})}.{part(CLAIMS)}.AAAA")


@pytest.mark.parametrize(("exp", "ends"), [(SECONDS + 600, 630), (SECONDS + 0.5, 30.5)])
def test_its_end_is_the_first_instant_at_which_it_is_refused(exp: float, ends: float) -> None:
    issuers = {issuer().name: issuer()}
    bearer = bearer_of(token(exp=exp), issuers, NOW)

    assert bearer.expires == NOW + timedelta(seconds=ends)
    with pytest.raises(TokenRefused, match="the token has expired"):
        bearer_of(token(exp=exp), issuers, bearer.expires + timedelta(seconds=1))


@pytest.mark.parametrize(
    "times",
    [
        {"exp": SECONDS + 901},
        {"exp": 10**18},
        {"iat": SECONDS - 600, "exp": SECONDS + 301},
        {"iat": -(10**30)},
        {"iat": SECONDS - 10**6},
    ],
)
def test_one_that_lasts_longer_than_a_quarter_of_an_hour_is_refused(times: dict[str, object]) -> None:
    assert refusal(token(**times)) == "the token lasts longer than 15 minutes"
    assert subject(token(exp=SECONDS + 900)) == "e:li"


def test_the_demonstrations_alone_may_last_longer_and_say_they_never_end() -> None:
    lasting = replace(issuer(), longest=None)
    assert bearer_of(token(exp=10**18), {lasting.name: lasting}, NOW).expires.year == 9999


def session(**claims: object) -> Session:
    strong = replace(issuer(), strong=frozenset(("phr",)))
    return bearer_of(token(**claims), {strong.name: strong}, NOW).session


def test_it_says_by_what_it_can_be_ended() -> None:
    assert session(jti="j-1", sid="s-1") == Session(NOW - timedelta(seconds=30), frozenset(("j-1", "s-1")))
    assert session(sid=7).names == session(sid="").names == frozenset()


@pytest.mark.parametrize(
    ("claims", "since"),
    [
        ({"acr": "phr", "auth_time": SECONDS - 60}, -60),
        ({"acr": "phr", "auth_time": SECONDS + 10**6}, 0),
        ({"acr": "phr", "auth_time": SECONDS - 0.5}, -0.5),
        ({"acr": "phr", "auth_time": 10**30}, 0),
        ({"acr": "phr", "auth_time": -(10**30)}, -SECONDS),
        ({"acr": "phr", "auth_time": float("nan")}, -SECONDS),
        ({"acr": "phr", "auth_time": True}, None),
        ({"acr": "phr", "auth_time": str(SECONDS)}, None),
        ({"acr": "phr"}, None),
        ({"acr": "0", "auth_time": SECONDS}, None),
        ({"acr": ["phr"], "auth_time": SECONDS}, None),
        ({"auth_time": SECONDS}, None),
    ],
)
def test_only_a_strong_proof_with_its_time_counts_and_none_of_the_future(
    claims: dict[str, object], since: float | None
) -> None:
    found = session(**claims).strong_since
    assert found == (None if since is None else NOW + timedelta(seconds=since))


def test_an_issuer_whose_strong_proofs_are_not_named_gives_none() -> None:
    given = token(acr="phr", auth_time=SECONDS)
    assert bearer_of(given, {issuer().name: issuer()}, NOW).session.strong_since is None
