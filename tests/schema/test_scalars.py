"""Scalars are strict in what they take and have one form in what they give."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.scalars import (
    print_decimal,
    print_duration,
    print_instant,
    read_big_int,
    read_day,
    read_decimal,
    read_duration,
    read_instant,
)
from tests.schema.conftest import Api


def test_an_instant_is_told_in_taian_with_three_decimals_cut() -> None:
    instant = datetime(2026, 11, 22, 1, 30, 0, 123_999, tzinfo=UTC)
    assert print_instant(instant) == "2026-11-22T09:30:00.123+08:00"


def test_a_whole_second_keeps_its_decimals() -> None:
    assert print_instant(datetime(2026, 12, 31, 16, 0, tzinfo=UTC)) == "2027-01-01T00:00:00.000+08:00"


@pytest.mark.parametrize(
    "text", ["2026-11-22T09:30:00+08:00", "2026-11-22T01:30:00Z", "2026-11-22T01:30:00.000000000Z"]
)
def test_an_instant_is_read_with_any_offset(text: str) -> None:
    assert read_instant(text) == datetime(2026, 11, 22, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "bad",
    ["2026-11-22T09:30:00", "2026-11-22", "20261122T093000Z", "2026-11-22 09:30:00Z", "2026-13-22T09:30:00Z",
     "2026-11-22T09:30:00+0800", "2026-11-22T25:30:00Z", "", "now", 5, None, True],
)  # fmt: skip
def test_other_spellings_of_an_instant_are_refused(bad: object) -> None:
    with pytest.raises(ValueError, match=r"write an instant with offset|must be in|month"):
        read_instant(bad)


@given(st.timedeltas(min_value=timedelta(), max_value=timedelta(days=365 * 200)))
def test_what_is_printed_is_read_to_the_millisecond(since: timedelta) -> None:
    instant = datetime(1970, 1, 1, tzinfo=UTC) + since
    assert read_instant(print_instant(instant)) == instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def test_a_day() -> None:
    assert read_day("2026-02-28") == date(2026, 2, 28)


@pytest.mark.parametrize("bad", ["2026-02-29", "2026-2-28", "20260228", "2026-02-28T00:00:00Z", 5])
def test_other_spellings_of_a_day_are_refused(bad: object) -> None:
    with pytest.raises(ValueError, match=r"write a date|day is out of range"):
        read_day(bad)


@pytest.mark.parametrize(
    ("span", "text"),
    [(timedelta(), "PT0S"), (timedelta(days=2), "P2D"), (timedelta(hours=26, minutes=30), "P1DT2H30M"),
     (timedelta(minutes=-5), "-PT5M"), (timedelta(seconds=1, microseconds=500_000), "PT1.5S"),
     (timedelta(microseconds=1), "PT0.000001S")],
)  # fmt: skip
def test_a_duration_is_told_in_days_and_time(span: timedelta, text: str) -> None:
    assert print_duration(span) == text


@given(st.timedeltas(min_value=timedelta(days=-9999), max_value=timedelta(days=9999)))
def test_a_duration_survives_the_journey(span: timedelta) -> None:
    assert read_duration(print_duration(span)) == span


@pytest.mark.parametrize("bad", ["P", "PT", "P1M", "P1Y", "P1W", "1D", "P1.5D", "PT1H1D", "", 5, "P1DT"])
def test_spans_without_a_fixed_length_are_refused(bad: object) -> None:
    with pytest.raises(ValueError, match="write an ISO 8601 duration"):
        read_duration(bad)


@pytest.mark.parametrize("bad", ["NaN", "Infinity", "1e5", "1_000", ".5", "", "1.", 1.5, True, "１２"])
def test_what_is_no_exact_number_is_refused(bad: object) -> None:
    with pytest.raises(ValueError, match="write a decimal number"):
        read_decimal(bad)


def test_a_decimal_keeps_its_digits() -> None:
    assert print_decimal(read_decimal("12.50")) == "12.50"
    assert print_decimal(Decimal("1E+3")) == "1000"
    assert read_decimal(7) == Decimal(7)


def test_a_big_int_has_64_bits() -> None:
    assert read_big_int("-9223372036854775808") == -(2**63)
    assert read_big_int(5) == 5
    with pytest.raises(ValueError, match="64 bits"):
        read_big_int("9223372036854775808")


@pytest.mark.parametrize("bad", ["1.0", "", "x", 1.0, True, "99999999999999999999"])
def test_what_is_no_whole_number_is_refused(bad: object) -> None:
    with pytest.raises(ValueError, match="write a whole number"):
        read_big_int(bad)


@pytest.mark.parametrize("bad", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "1899-12-31T23:59:59Z"])
def test_an_instant_no_calendar_reaches_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="write a year from 1900 to 2999"):
        read_instant(bad)
    with pytest.raises(ValueError, match="write a year from 1900 to 2999"):
        read_day(bad[:10])


async def test_who_writes_a_value_wrong_is_told_how_to_write_it(api: Api) -> None:
    document = 'query($s: DateTime!) { unitRates(unitId: "x", since: $s, until: "2026-11-22") { __typename } }'
    told = await api.execute(document, s="2026-11-22T09:30:00")
    literal = await api.execute(document.replace("query($s: DateTime!)", "").replace("$s", '"2026-11-22T09:30:00"'))
    for result in (told, literal):
        assert "write an instant with offset like 2026-11-22T09:30:00+08:00" in str(result.errors)
