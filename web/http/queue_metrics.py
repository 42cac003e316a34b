"""What Prometheus is told of work queues: of each how far its slowest consumer is behind, what is parked and what alarms.

Labels are names of queues only, and of not more than `MOST`: consumers name themselves, and may do so as often as they like.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import groupby

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from core.events.queues import Lag
from core.events.thresholds import PAGE, WARN
from web.queue_state import QueueState

MOST = 200
"""Queues that have series of their own, by name; `work_queues` tells how many there are."""


class QueueMetrics(Collector):
    """What was seen at the last look; asking costs nothing."""

    def __init__(self, state: Callable[[], QueueState]) -> None:
        self._state = state

    def collect(self) -> Iterator[Metric]:
        """See Collector."""
        state = self._state()
        found = {queue: list(lags) for queue, lags in groupby(state.lags, key=_queue)}
        told = dict(list(found.items())[:MOST])
        open_queues = GaugeMetricFamily("work_queues", "Open work queues")
        open_queues.add_metric((), len(found))
        yield open_queues
        yield _gauge("queue_lag_events", "Entries the slowest consumer has not acknowledged",
                     {queue: max(one.rows for one in lags) for queue, lags in told.items()})  # fmt: skip
        yield _gauge("queue_lag_seconds", "Age of the first entry the slowest consumer has not acknowledged",
                     {queue: max(one.seconds for one in lags) for queue, lags in told.items()})  # fmt: skip
        yield _gauge("queue_parked_events", "Entries that wait for an operator",
                     {queue: state.parked.get(queue, 0) for queue in told})  # fmt: skip
        yield _alarms(state, told)


def _queue(lag: Lag) -> str:
    return lag.queue


def _gauge(name: str, says: str, values: dict[str, float]) -> Metric:
    gauge = GaugeMetricFamily(name, says, labels=("queue",))
    for queue, value in values.items():
        gauge.add_metric((queue,), value)
    return gauge


def _alarms(state: QueueState, told: dict[str, list[Lag]]) -> Metric:
    standing = Counter((one.queue, one.level) for one in state.alarms)
    gauge = GaugeMetricFamily("queue_alarms", "Consumers that are behind beyond a threshold", labels=("queue", "level"))
    for queue in told:
        for level in (WARN, PAGE):
            gauge.add_metric((queue, level), standing[queue, level])
    return gauge
