"""One value, one spelling."""

from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.discipline_referral.canonical import canonical

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_reading_and_spelling_again_gives_the_same_bytes(value: object) -> None:
    spelled = canonical(value)

    assert canonical(orjson.loads(spelled)) == spelled


@given(st.dictionaries(TEXT, st.integers(0, 9), min_size=2, max_size=6))
def test_the_order_of_keys_does_not_count(value: dict[str, int]) -> None:
    assert canonical(value) == canonical(dict(reversed(value.items())))


def test_an_instant_is_told_in_utc_to_the_microsecond() -> None:
    there = datetime(2026, 11, 16, 10, tzinfo=timezone(timedelta(hours=8)))

    assert canonical([there, there.astimezone(UTC)]) == (
        b'["2026-11-16T02:00:00.000000+00:00","2026-11-16T02:00:00.000000+00:00"]'
    )


def test_days_ids_and_bytes_have_their_usual_spelling() -> None:
    spelled = canonical([date(2026, 11, 16), UUID(int=7), b"\x00\xff"])

    assert spelled == b'["2026-11-16","00000000-0000-0000-0000-000000000007","00ff"]'


def test_anything_else_has_none() -> None:
    with pytest.raises(TypeError, match=r"object|not JSON serializable"):
        canonical([object()])
