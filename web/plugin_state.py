"""How this process's plug-ins are, as operators are told. A plug-in in trouble leaves the service ready."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from time import monotonic

from core.db.read import Read
from core.plugin.answers import Health
from core.plugin.host import PluginHost
from core.plugin.letters import Lag, lags
from core.plugin.loaded import Status
from core.plugin.reader import HOOK as EFFECT
from core.plugin.runner import Answered
from core.services import Services

LATE_SECONDS = 60.0
"""A reader this far behind the log is told of."""

REMEMBERED_SECONDS = 600.0
"""How long a hook that failed is told of."""


@dataclass
class PluginState:
    """What was seen last. `look` is called every few seconds; `problems` costs nothing and is asked at any time."""

    plugins: PluginHost
    lags: Sequence[Lag] = ()
    _own: Sequence[str] = ()
    _failures: dict[tuple[str, str], tuple[int, float]] = field(default_factory=dict)

    async def look(self, read: Read, services: Services) -> None:
        """Read how far the readers are, and ask the plug-ins that have something to say."""
        self.lags = await lags(read, self.plugins.run.implementing(EFFECT))
        answers = await self.plugins.run.collect("health", read=read, services=services)
        self._own = [
            f"{one.plugin}: {one.answer.status}: {one.answer.detail}"
            for one in answers
            if isinstance(one, Answered) and isinstance(one.answer, Health) and one.answer.status != "ok"
        ]

    def problems(self) -> list[str]:
        """Each in one line that begins with the plug-in's name; empty when all is well."""
        return [*self._out(), *self._failing(), *self._late(), *self._own]

    def _out(self) -> Iterator[str]:
        for one in self.plugins.statuses:
            if one.status is not Status.LOADED:
                yield f"{one.name}: {one.status}: {one.detail}"
        for name in sorted(self.plugins.switches.suspended):
            yield f"{name}: SUSPENDED: it kept this process from working and is off in it until a restart"

    def _failing(self) -> Iterator[str]:
        now = monotonic()
        for (plugin, hook), count in self.plugins.run.counts.items():
            seen, at = self._failures.get((plugin, hook), (0, now))
            if count.failures != seen:
                at = now
                self._failures[plugin, hook] = count.failures, now
            if count.failures and now - at < REMEMBERED_SECONDS:
                yield f"{plugin}: {hook} failed; {count.failures} of {count.calls} calls in this process"

    def _late(self) -> Iterator[str]:
        for lag in self.lags:
            if lag.seconds > LATE_SECONDS:
                yield f"{lag.plugin}: {lag.rows} events behind, the first {lag.seconds:.0f} seconds old"
            if lag.dead:
                yield f"{lag.plugin}: {lag.dead} dead letters"
