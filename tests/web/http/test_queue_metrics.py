"""What Prometheus is told of work queues."""

from datetime import UTC, datetime
from uuid import uuid4

from prometheus_client import CollectorRegistry, generate_latest

from core.events.alarms import Alarm
from core.events.queues import Lag
from web.http.queue_metrics import MOST, QueueMetrics
from web.queue_state import QueueState

WATER, GAS = "unit:ta-water", "unit:ta-gas"


def lag(queue: str, consumer: str, rows: int, seconds: float) -> Lag:
    return Lag(queue, consumer, 10, 10 + rows, rows, seconds, None)


def told(state: QueueState) -> set[str]:
    registry = CollectorRegistry()
    registry.register(QueueMetrics(lambda: state))
    return {line for line in generate_latest(registry).decode().splitlines() if not line.startswith("#")}


def test_of_each_queue_the_slowest_consumer_is_told() -> None:
    state = QueueState(
        alarms=[Alarm(uuid4(), GAS, "a", level, 7, 400, datetime.now(UTC)) for level in ("WARN", "PAGE")],
        lags=[lag(GAS, "a", 7, 400.5), lag(GAS, "b", 9, 3.0), lag(WATER, "", 0, 0)],
        parked={GAS: 2},
    )
    assert told(state) == {
        "work_queues 2.0",
        'queue_lag_events{queue="unit:ta-gas"} 9.0',
        'queue_lag_seconds{queue="unit:ta-gas"} 400.5',
        'queue_parked_events{queue="unit:ta-gas"} 2.0',
        'queue_alarms{level="WARN",queue="unit:ta-gas"} 1.0',
        'queue_alarms{level="PAGE",queue="unit:ta-gas"} 1.0',
        'queue_lag_events{queue="unit:ta-water"} 0.0',
        'queue_lag_seconds{queue="unit:ta-water"} 0.0',
        'queue_parked_events{queue="unit:ta-water"} 0.0',
        'queue_alarms{level="WARN",queue="unit:ta-water"} 0.0',
        'queue_alarms{level="PAGE",queue="unit:ta-water"} 0.0',
    }


def test_before_the_first_look_there_is_nothing_to_tell() -> None:
    assert told(QueueState()) == {"work_queues 0.0"}


def test_neither_queues_nor_consumers_without_number_make_series_without_number() -> None:
    many = [lag(f"unit:{n:04}", f"consumer {m}", 1, 1) for n in range(MOST + 50) for m in range(3)]
    found = told(QueueState(lags=many))
    assert len(found) == 1 + 5 * MOST
    assert f"work_queues {MOST + 50}.0" in found
    assert not any("consumer" in line for line in found)
