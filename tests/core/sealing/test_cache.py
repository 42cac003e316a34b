import pytest

from core.sealing.cache import TimedLru


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_an_entry_is_kept_for_its_time_and_no_longer(clock: Clock) -> None:
    cache: TimedLru[str, int] = TimedLru(10, 300, clock)
    cache.put("a", 1)
    clock.now = 299.9
    assert cache.get("a") == 1
    clock.now = 300.0
    assert cache.get("a") is None
    assert len(cache) == 0


def test_reading_does_not_prolong_the_time(clock: Clock) -> None:
    cache: TimedLru[str, int] = TimedLru(10, 300, clock)
    cache.put("a", 1)
    for clock.now in (100.0, 200.0, 299.0):
        cache.get("a")
    clock.now = 301.0
    assert cache.get("a") is None


def test_the_least_recently_used_entry_goes_first(clock: Clock) -> None:
    cache: TimedLru[str, int] = TimedLru(2, 300, clock)
    cache.put("a", 1)
    cache.put("b", 2)
    cache.get("a")
    cache.put("c", 3)
    assert [cache.get(key) for key in "abc"] == [1, None, 3]


def test_the_size_is_never_exceeded(clock: Clock) -> None:
    cache: TimedLru[int, int] = TimedLru(5, 300, clock)
    for number in range(100):
        cache.put(number, number)
        cache.put(number, number)
    assert len(cache) == 5
