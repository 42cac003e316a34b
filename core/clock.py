"""The only place that reads the time."""

from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Protocol
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Tells every command its instant."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""


class DatabaseClock:
    """The database's time: its last sampled instant plus what a monotonic clock has counted since.

    A wrong or jumping clock of this machine therefore moves nothing; `sample` is called every 10 s.
    """

    def __init__(self) -> None:
        self._base, self._at = datetime.now(UTC), monotonic()

    def sample(self, database_now: datetime) -> None:
        """Take the database's `clock_timestamp()` as the present."""
        self._base, self._at = database_now.astimezone(UTC), monotonic()

    def now(self) -> datetime:
        """The database's present instant, as near as the last sample allows."""
        return self._base + timedelta(seconds=monotonic() - self._at)


class VirtualClock:
    """A clock that stands until it is set: for replay and tests."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """The instant it was last set to."""
        return self._now

    def set(self, instant: datetime) -> None:
        """Move to `instant`; a replay never goes back."""
        if instant < self._now:
            raise ValueError(f"the virtual clock stands at {self._now.isoformat()} and cannot go back")
        self._now = instant.astimezone(UTC)
