"""What Prometheus is told of plug-ins. Labels are names of this deployment's plug-ins and of hooks.

Their fields and mutations are not counted here: how often they are called may tell a stranger that something has happened.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from prometheus_client import Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from core.plugin import hookspecs
from core.plugin.counts import Count
from core.plugin.letters import Lag

Counts = Mapping[tuple[str, str], Count]
HOOKS = frozenset(name for name, one in vars(hookspecs).items() if hasattr(one, f"{hookspecs.PROJECT}_spec"))


class PluginMetrics(Collector):
    """Calls by plug-in, hook and outcome (ok, failed, timeout, blocked), their seconds, and how far readers lag behind."""

    def __init__(self, counts: Callable[[], Counts], lags: Callable[[], Sequence[Lag]]) -> None:
        self._counts, self._lags = counts, lags

    def collect(self) -> Iterator[Metric]:
        """See Collector."""
        yield from _calls(self._counts())
        yield from _standing(self._lags())


def _calls(counts: Counts) -> Iterator[Metric]:
    calls = CounterMetricFamily("plugin_calls", "Calls of plug-ins", labels=("plugin", "hook", "outcome"))
    seconds = CounterMetricFamily("plugin_call_seconds", "Time spent in plug-ins", labels=("plugin", "hook"))
    for (plugin, hook), count in counts.items():
        if hook not in HOOKS:
            continue
        for outcome, number in _outcomes(count).items():
            calls.add_metric((plugin, hook, outcome), number)
        seconds.add_metric((plugin, hook), count.seconds)
    return iter((calls, seconds))


def _outcomes(count: Count) -> dict[str, int]:
    return {
        "ok": count.calls - count.failures,
        "failed": count.failures - count.timeouts - count.blocks,
        "timeout": count.timeouts,
        "blocked": count.blocks,
    }


def _standing(lags: Sequence[Lag]) -> Iterator[Metric]:
    rows = GaugeMetricFamily("plugin_lag_events", "Events of the log not yet read", labels=("plugin",))
    seconds = GaugeMetricFamily("plugin_lag_seconds", "Age of the first event not yet read", labels=("plugin",))
    effects = GaugeMetricFamily("plugin_effects", "After-effects still to be done", labels=("plugin", "state"))
    for lag in lags:
        rows.add_metric((lag.plugin,), lag.rows)
        seconds.add_metric((lag.plugin,), lag.seconds)
        effects.add_metric((lag.plugin, "waiting"), lag.waiting)
        effects.add_metric((lag.plugin, "dead"), lag.dead)
    return iter((rows, seconds, effects))
