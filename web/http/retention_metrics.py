"""What Prometheus is told of the nights on which cases are closed, anonymised and deleted."""

from collections.abc import Callable, Iterator

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from core.db.read import Row
from core.retention.night import left


class RetentionMetrics(Collector):
    """The newest night that any process of the deployment has worked; asking costs nothing."""

    def __init__(self, night: Callable[[], Row | None]) -> None:
        self._night = night

    def collect(self) -> Iterator[Metric]:
        """See Collector."""
        at = GaugeMetricFamily("retention_night_timestamp_seconds", "When the newest night's work ended")
        done = GaugeMetricFamily("retention_done_cases", "Cases closed, anonymised, deleted", labels=("clock",))
        overdue = GaugeMetricFamily(
            "retention_overdue_cases", "Cases that were due and are as they were", labels=("clock",)
        )
        night = self._night()
        if night is not None and night["ended_at"] is not None:
            at.add_metric((), night["ended_at"].timestamp())
            for clock, count in left(night["told"]).items():
                overdue.add_metric((clock,), count)
                done.add_metric((clock,), night["told"][clock]["done"])
        yield from (at, done, overdue)
