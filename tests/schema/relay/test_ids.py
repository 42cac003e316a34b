"""The id codec is strict: one text per row, and nothing else is an id."""

import string
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import NotFound
from schema.relay.ids import GlobalId, decode, encode, expect

CODES = st.from_regex(r"[a-z][a-z_]{0,20}", fullmatch=True)
BASE64URL = string.ascii_letters + string.digits + "-_"


@given(CODES, st.uuids())
def test_what_is_encoded_is_decoded(code: str, key: UUID) -> None:
    assert decode(encode(code, key)) == GlobalId(code, key)


@given(st.uuids(), st.integers(0, 80), st.sampled_from(BASE64URL))
def test_one_changed_character_is_no_id(key: UUID, place: int, other: str) -> None:
    text = encode("case", key)
    place %= len(text)
    changed = text[:place] + other + text[place + 1 :]
    assert decode(changed) == (GlobalId("case", key) if changed == text else None)


@given(st.text())
def test_any_text_is_refused_without_a_fault(text: str) -> None:
    assert decode(text) is None


@pytest.mark.parametrize("spoilt", ["{}=", "{} ", " {}", "{}\n", "{}x", "{}.", ""])
def test_only_the_canonical_form_counts(spoilt: str) -> None:
    assert decode(spoilt.format(encode("case", UUID(int=7)))) is None


def test_an_id_of_another_type_is_not_found() -> None:
    with pytest.raises(NotFound) as refused:
        expect(encode("unit", UUID(int=7)), "case", "input", "caseId")
    assert refused.value.field == ("input", "caseId")


def test_an_expected_id_gives_the_row() -> None:
    assert expect(encode("case", UUID(int=7)), "case", "input", "caseId") == UUID(int=7)
