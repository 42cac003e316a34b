"""What Prometheus is told of nights."""

from datetime import UTC, datetime
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest

from web.http.retention_metrics import RetentionMetrics

TOLD = {"CLOSE": {"due": 3, "held": 0, "done": 3, "kept": 0}, "DELETE": {"due": 2, "held": 1, "done": 0, "kept": 2}}


def lines(night: dict[str, Any] | None) -> list[str]:
    registry = CollectorRegistry()
    registry.register(RetentionMetrics(lambda: night))
    return [line for line in generate_latest(registry).decode().splitlines() if not line.startswith("#")]


def test_the_newest_night_that_ended_is_told() -> None:
    at = datetime.fromtimestamp(1_794_852_000, UTC)
    assert lines({"ended_at": at, "told": TOLD}) == [
        "retention_night_timestamp_seconds 1.794852e+09",
        'retention_done_cases{clock="CLOSE"} 3.0',
        'retention_done_cases{clock="DELETE"} 0.0',
        'retention_overdue_cases{clock="CLOSE"} 0.0',
        'retention_overdue_cases{clock="DELETE"} 2.0',
    ]


def test_before_the_first_one_there_is_nothing_to_tell() -> None:
    assert lines(None) == []
    assert lines({"ended_at": None, "told": None}) == []
