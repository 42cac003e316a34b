import os
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.sealing.envelope import SealBroken, SealingKey, Suite, key_id_of, new_secret, open_bytes, seal_bytes

SEALINGS = 1_000_000 if os.environ.get("HOTLINE_TEST_LONG") == "1" else 2_000
PLACE = "reporter.phone|0199"
BROKEN = "the sealed value of reporter.phone|0199 does not open: altered, moved, or sealed with another key"


@pytest.fixture(params=list(Suite))
def suite(request: pytest.FixtureRequest) -> Suite:
    """Each of the suites."""
    return Suite(request.param)


@given(
    suite=st.sampled_from(Suite),
    secret=st.binary(min_size=32, max_size=32),
    plain=st.binary(max_size=500),
    place=st.text(min_size=1, max_size=50),
)
def test_what_is_sealed_opens_again(suite: Suite, secret: bytes, plain: bytes, place: str) -> None:
    key = SealingKey.of(secret, suite)
    assert open_bytes(key, place, seal_bytes(key, place, plain)) == plain


def test_the_layout_is_version_suite_key_id_nonce_text_tag(suite: Suite) -> None:
    key = SealingKey.of(new_secret(), suite)
    sealed = seal_bytes(key, PLACE, b"13800138000")
    assert sealed[:2] == bytes((1, suite))
    assert sealed[2:10] == key.key_id == key_id_of(sealed)
    assert len(sealed) == 1 + 1 + 8 + 12 + 11 + 16


def _tampered(sealed: bytes) -> Iterator[bytes]:
    for position in range(len(sealed)):
        for flip in (0x01, 0x80, 0xFF):
            yield sealed[:position] + bytes([sealed[position] ^ flip]) + sealed[position + 1 :]


def test_a_change_of_any_byte_breaks_the_seal(suite: Suite) -> None:
    # Given a sealed value of a typical length, altered in more than 500 ways
    key = SealingKey.of(new_secret(), suite)
    tampered = list(_tampered(seal_bytes(key, PLACE, b"x" * 150)))
    assert len(tampered) > 500
    for altered in tampered:
        # When it is opened, then it says where, and nothing else
        with pytest.raises(SealBroken) as refused:
            open_bytes(key, PLACE, altered)
        assert str(refused.value) == BROKEN
        assert refused.value.__cause__ is None


def test_a_suite_that_is_exchanged_breaks_the_seal(suite: Suite) -> None:
    key = SealingKey.of(new_secret(), suite)
    sealed = seal_bytes(key, PLACE, b"content")
    other = bytes((1, 3 - suite))
    with pytest.raises(SealBroken):
        open_bytes(key, PLACE, other + sealed[2:])


def test_whichever_suite_seals_now_what_the_other_sealed_opens(suite: Suite) -> None:
    secret = new_secret()
    sealed = seal_bytes(SealingKey.of(secret, suite), PLACE, b"content")
    for now in Suite:
        assert open_bytes(SealingKey.of(secret, now), PLACE, sealed) == b"content"


def test_any_cut_breaks_the_seal(suite: Suite) -> None:
    key = SealingKey.of(new_secret(), suite)
    sealed = seal_bytes(key, PLACE, b"content")
    for length in range(len(sealed)):
        with pytest.raises(SealBroken):
            open_bytes(key, PLACE, sealed[:length])
    with pytest.raises(SealBroken):
        open_bytes(key, PLACE, sealed + b"\x00")


def test_another_key_does_not_open() -> None:
    sealed = seal_bytes(SealingKey.of(new_secret()), PLACE, b"content")
    with pytest.raises(SealBroken):
        open_bytes(SealingKey.of(new_secret()), PLACE, sealed)


def test_another_key_does_not_open_even_under_the_right_fingerprint() -> None:
    # Given a value whose fingerprint was rewritten to that of another key
    key, other = SealingKey.of(new_secret()), SealingKey.of(new_secret())
    sealed = seal_bytes(key, PLACE, b"content")
    with pytest.raises(SealBroken):
        open_bytes(other, PLACE, sealed[:2] + other.key_id + sealed[10:])


def test_every_sealing_draws_its_own_nonce(suite: Suite) -> None:
    """HOTLINE_TEST_LONG=1: a million times; else 2,000."""
    key = SealingKey.of(new_secret(), suite)
    sealed = [seal_bytes(key, PLACE, b"the same") for _ in range(SEALINGS)]
    assert len({one[10:22] for one in sealed}) == len(sealed)
    assert len({one[22:] for one in sealed}) == len(sealed)


def test_a_key_shows_nothing_but_its_fingerprint() -> None:
    secret = new_secret()
    key = SealingKey.of(secret)
    assert repr(key) == f"SealingKey(key_id={key.key_id!r})"
    assert key.key_id not in secret
