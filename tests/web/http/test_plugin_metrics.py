"""What Prometheus is told of plug-ins."""

from prometheus_client import CollectorRegistry, generate_latest

from core.plugin.counts import Count
from core.plugin.letters import Lag
from web.http.plugin_metrics import PluginMetrics


def told(counts: dict[tuple[str, str], Count], lags: list[Lag]) -> set[str]:
    registry = CollectorRegistry()
    registry.register(PluginMetrics(lambda: counts, lambda: lags))
    return {line for line in generate_latest(registry).decode().splitlines() if not line.startswith("#")}


def test_a_call_is_counted_with_what_came_of_it() -> None:
    count = Count(calls=10, failures=6, timeouts=2, blocks=1, seconds=4.5)

    assert told({("probe", "route_case"): count}, []) == {
        'plugin_calls_total{hook="route_case",outcome="ok",plugin="probe"} 4.0',
        'plugin_calls_total{hook="route_case",outcome="failed",plugin="probe"} 3.0',
        'plugin_calls_total{hook="route_case",outcome="timeout",plugin="probe"} 2.0',
        'plugin_calls_total{hook="route_case",outcome="blocked",plugin="probe"} 1.0',
        'plugin_call_seconds_total{hook="route_case",plugin="probe"} 4.5',
    }


def test_what_callers_asked_of_a_plug_in_is_not_told() -> None:
    assert (
        told({("probe", "Mutation.proposeReferral"): Count(calls=1), ("probe", "Case.referral"): Count(calls=1)}, [])
        == set()
    )


def test_a_reader_shows_how_far_it_lags_and_what_it_has_not_done() -> None:
    assert told({}, [Lag("probe", 7, 2.5, 3, 1)]) == {
        'plugin_lag_events{plugin="probe"} 7.0',
        'plugin_lag_seconds{plugin="probe"} 2.5',
        'plugin_effects{plugin="probe",state="waiting"} 3.0',
        'plugin_effects{plugin="probe",state="dead"} 1.0',
    }
