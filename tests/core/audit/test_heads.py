"""A signed head says what it was signed for, and nothing else passes for one."""

from contextlib import suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.audit.heads import HeadSigner, NoHead, SignedHead, read_head

SIGNER = HeadSigner(bytes(range(32)))
AT = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
FIRST = SIGNER.sign(None, 7, b"\x01" * 32, AT)
SECOND = SIGNER.sign(FIRST, 9, b"\x02" * 32, AT)


def test_the_first_begins_and_each_holds_the_one_before() -> None:
    assert (FIRST.number, FIRST.previous, FIRST.at) == (1, "", "2026-11-23T01:30:00.000+00:00")
    assert (SECOND.number, SECOND.previous) == (2, FIRST.digest)


def test_it_is_read_as_it_was_written() -> None:
    assert read_head(SECOND.text) == SECOND
    assert "\n" not in SECOND.text
    assert SECOND.genuine(SIGNER.key)


@pytest.mark.parametrize("name", [name for name in asdict(SECOND) if name != "key"])
def test_an_altered_field_breaks_the_signature(name: str) -> None:
    value = getattr(SECOND, name)
    altered = replace(SECOND, **{name: value + 1 if isinstance(value, int) else "A" + value[1:]})
    assert not altered.genuine(SIGNER.key)


def test_another_key_is_not_ours_whatever_the_line_says() -> None:
    other = HeadSigner(bytes(32))
    forged = other.sign(FIRST, 9, b"\x02" * 32, AT)
    assert forged.genuine(other.key)
    assert not forged.genuine(SIGNER.key)
    assert not replace(forged, key=SIGNER.key).genuine(SIGNER.key)


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "null", '{"number":1}', FIRST.text[:-1], FIRST.text.replace('"pos":7', '"pos":true'),
     orjson.dumps({**asdict(FIRST), "more": 1}).decode()],
)  # fmt: skip
def test_what_is_none_is_told_so(text: str) -> None:
    with pytest.raises(NoHead):
        read_head(text)


@given(st.text(alphabet='{}[]":,\\ae17\ud800'))
def test_no_text_is_a_fault(text: str) -> None:
    with suppress(NoHead):
        assert isinstance(read_head(text), SignedHead)
