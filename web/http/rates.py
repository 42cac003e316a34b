"""What a caller may ask for: points by cost, from a bucket of his own that fills steadily.

A point is a field that is answered, about 10 µs of one core; what a mutation writes has its points, too. People, service
accounts and sources without an account have budgets of their own, so that a machine that repeats itself takes nothing from
people, and a stranger nothing from either. Buckets are those of one process, which has its share of what the settings give an
account.
"""

from collections.abc import Callable, Hashable, Sequence
from math import ceil, inf
from time import monotonic
from typing import Final

from starlette.requests import HTTPConnection

from core.access.viewer import Viewer
from core.settings import Settings
from web.auth.anonymous import NOBODY
from web.http.codes import RATE_LIMITED
from web.http.refusals import Refusal
from web.http.source import source

BASE: Final = 10
"""Points of every request, whatever it asks for."""
HANDED: Final = 100
"""Points of what is no document and takes a few statements: a file that is given or taken, an assertion that is checked."""
PASSWORD: Final = 1_000
"""Points of a password that is tried: a tenth of what it takes, since five wrong ones lock the source anyhow."""
AT_ONCE: Final = 10.0
"""Seconds' worth of points that a bucket holds."""
LARGEST: Final = 7_000
"""What a bucket holds at least: the costliest operation the gate admits must not be refused for ever."""
PAID: Final = "hotline.paid"
"""Where the scope tells that the short way was paid for: the long way serves the same request."""


Charge = Callable[[object, HTTPConnection, int], None]
"""See `Rates.charge`."""


class RateLimited(Refusal):
    """429: not before `seconds` are over."""

    def __init__(self, seconds: float) -> None:
        after = max(1, ceil(seconds))
        super().__init__(RATE_LIMITED, 429, {"retry-after": str(after)})
        self.extensions = {"retryAfter": after}


class Budget:
    """`rate` points a second for each of many. Of each is known when his bucket will be full; who is not known has a full one."""

    def __init__(self, rate: float, tick: Callable[[], float] = monotonic) -> None:
        self._each, self._depth, self._tick = 1 / rate, max(AT_ONCE, LARGEST / rate), tick
        self._full: dict[Hashable, float] = {}
        self._sweep = tick() + self._depth

    def __len__(self) -> int:
        return len(self._full)

    def spend(self, who: Hashable, points: int) -> float:
        """Take the points: 0, or the seconds until there are so many, and nothing is taken."""
        now = self._tick()
        full = self._full.get(who, now)
        after = (full if full > now else now) + points * self._each
        if after - now > self._depth:
            return after - now - self._depth
        self._full[who] = after
        if now > self._sweep:
            self._forget(now)
        return 0.0

    def owe(self, who: Hashable, points: int) -> float:
        """Take the points in any case; the seconds to wait before they are used. Whoever asks later waits longer."""
        now = self._tick()
        self._full[who] = after = max(self._full.get(who, now), now) + points * self._each
        if now > self._sweep:
            self._forget(now)
        return max(0.0, after - now - self._depth)

    def full(self, who: Hashable) -> float:
        """When his bucket will be full; minus infinity if it is."""
        return self._full.get(who, -inf)

    def _forget(self, now: float) -> None:
        self._full = {who: full for who, full in self._full.items() if full > now}
        self._sweep = now + self._depth


class Rates:
    """The budgets of the three kinds of callers: points a second of one person's account, one service's, one source."""

    def __init__(self, people: float, services: float, anonymous: float, tick: Callable[[], float] = monotonic) -> None:
        self._people, self._services, self._anonymous = (Budget(one, tick) for one in (people, services, anonymous))
        self._streams = Budget(people, tick), Budget(services, tick)

    def spend(self, viewer: Viewer, points: int) -> float:
        """See Budget; for a viewer with an account."""
        return (self._services if viewer.service else self._people).spend(viewer.id.int, points)

    def pause(self, viewers: Sequence[Viewer], points: int) -> float:
        """Charge who of them waits least for what streams have told; the seconds that they rest then.

        Streams have points of their own: what an account has to catch up with does not stop its questions.
        """
        first = (
            min(viewers, key=lambda one: self._streams[one.service].full(one.id.int))
            if len(viewers) > 1
            else viewers[0]
        )
        return self._streams[first.service].owe(first.id.int, points)

    def charge(self, viewer: object, connection: HTTPConnection, points: int) -> None:
        """Take the points of a viewer's account or, where `viewer` is none, of the source. Raises RateLimited."""
        if isinstance(viewer, Viewer) and viewer.id != NOBODY:
            late = self.spend(viewer, points)
        else:
            late = self._anonymous.spend(source(connection), points)
        if late:
            raise RateLimited(late)


def rates_of(settings: Settings) -> Rates:
    """The share of one of this host's processes."""
    share = settings.workers
    return Rates(settings.rate_people / share, settings.rate_services / share, settings.rate_anonymous / share)
