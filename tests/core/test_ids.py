"""Identifiers: sortable, checkable, tellable."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ids import access_code, case_number, is_case_number, new_id


def test_row_ids_are_version_7_and_rise_with_time() -> None:
    made = [new_id() for _ in range(1000)]

    assert {one.version for one in made} == {7}
    assert {one.variant for one in made} == {"specified in RFC 4122"}
    assert len(set(made)) == 1000
    assert sorted(one.int >> 80 for one in made) == [one.int >> 80 for one in made]


@given(st.dates(date(2004, 1, 1), date(2099, 12, 31)), st.integers(0, 5_000_000))
def test_a_case_number_carries_its_day_and_a_check_digit(day: date, sequence: int) -> None:
    number = case_number(day, sequence)

    assert number.startswith(f"TA{day:%Y%m%d}{sequence % 1_000_000:06d}")
    assert is_case_number(number)


@given(st.integers(0, 999_999), st.integers(2, 16), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(sequence: int, place: int, step: int) -> None:
    number = case_number(date(2026, 11, 22), sequence)
    wrong = f"{number[:place]}{(int(number[place]) + step) % 10}{number[place + 1 :]}"

    assert not is_case_number(wrong)


@pytest.mark.parametrize(
    "text", ["", "TA", "TA2026112200000", "XX202611220000018", "TA20261122００００18", "TA2026112200000189"]
)
def test_other_texts_are_not_case_numbers(text: str) -> None:
    assert not is_case_number(text)


def test_access_codes_hold_nothing_that_is_misheard() -> None:
    codes = {access_code() for _ in range(500)}

    assert len(codes) == 500
    assert not set("".join(codes)) & set("01OIL")
