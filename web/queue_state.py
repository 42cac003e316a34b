"""How the work queues are, as operators are told. A consumer that is behind leaves the service ready."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.db.read import Read
from core.events.alarms import Alarm, alarms, watch
from core.events.queues import Lag
from core.events.unpark import parked
from core.services import Services


@dataclass
class QueueState:
    """What was seen last. `look` is called every few seconds; `problems` costs nothing and is asked at any time."""

    alarms: Sequence[Alarm] = ()
    lags: Sequence[Lag] = ()
    parked: Mapping[str, int] = field(default_factory=dict)

    async def look(self, pool: Any, services: Services) -> None:
        """Raise and clear the alarms of consumers, and count what is parked."""
        self.lags = await watch(pool, services)
        self.alarms = await alarms(Read(pool))
        self.parked = Counter(one.queue for one in await parked(Read(pool)) if one.retry_at is None)

    def problems(self) -> list[str]:
        """Each in one line that begins with the queue's name; empty when all is well."""
        behind = [
            f"{one.queue}: {one.level}: {_who(one)} fell {one.seconds} s and {one.rows} events behind"
            for one in self.alarms
        ]
        return behind + [f"{queue}: {count} parked" for queue, count in sorted(self.parked.items())]


def _who(alarm: Alarm) -> str:
    return f"consumer {alarm.consumer}" if alarm.consumer else "what nobody takes"
