"""The time comes from one place and never goes back."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from core.clock import DatabaseClock, VirtualClock

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_the_database_clock_tells_the_database_s_time_whatever_the_machine_says() -> None:
    clock = DatabaseClock()

    clock.sample(NOON.astimezone(timezone(timedelta(hours=8))))

    assert timedelta() <= clock.now() - NOON < timedelta(seconds=5)
    assert clock.now().tzinfo is UTC


def test_a_virtual_clock_stands_until_it_is_set() -> None:
    clock = VirtualClock(NOON)

    assert clock.now() == clock.now() == NOON
    clock.set(NOON + timedelta(days=3))
    assert clock.now() == NOON + timedelta(days=3)


def test_a_virtual_clock_does_not_go_back() -> None:
    clock = VirtualClock(NOON)

    with pytest.raises(ValueError, match="cannot go back"):
        clock.set(NOON - timedelta(seconds=1))
