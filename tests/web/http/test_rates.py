"""Points by cost: how they are spent and come back, whose they are, and what taking them costs."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.access.viewer import SYSTEM, Viewer
from core.settings import Settings
from schema.gate.limits import Limits
from schema.gate.writes import MOST
from web.auth.anonymous import NOBODY
from web.http.rates import AT_ONCE, BASE, LARGEST, Budget, RateLimited, Rates, rates_of


class Time:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def viewer(*, service: bool = False) -> Viewer:
    return replace(SYSTEM, id=uuid4(), service=service)


def connection(host: str) -> Any:
    return cast("Any", SimpleNamespace(scope={"client": (host, 1)}))


@given(st.lists(st.tuples(st.floats(0, 30), st.integers(1, 7_000)), max_size=60))
def test_nobody_gets_more_than_a_bucket_and_what_has_flowed_in_since(asked: list[tuple[float, int]]) -> None:
    # given a bucket
    time, rate = Time(), 1_000
    budget, taken = Budget(rate, time), 0

    # when points are asked for at whatever times
    for after, points in asked:
        time.now += after
        late = budget.spend("a", points)
        taken += points if not late else 0

        # then what was taken is never more, and who is refused may come after the time told
        assert taken <= AT_ONCE * rate + (time.now - 1_000) * rate + 0.001
        if late:
            time.now += late + 0.001
            assert budget.spend("a", points) == 0
            taken += points


def test_who_was_away_is_forgotten_and_has_a_full_bucket() -> None:
    time = Time()
    budget = Budget(1_000, time)
    for number in range(500):
        budget.spend(number, 5_000)
    time.now += 2 * AT_ONCE
    assert budget.spend("a", 10_000) == 0
    assert len(budget) == 1
    assert budget.spend("a", 1) == pytest.approx(0.001)
    assert budget.spend(3, 10_000) == 0


def test_the_costliest_operation_is_never_refused_for_ever() -> None:
    assert max(Limits().cost, MOST) + BASE <= LARGEST
    assert Limits().source // 20 + BASE <= LARGEST
    assert Budget(1, Time()).spend("a", LARGEST) == 0


def test_each_of_those_who_wait_waits_longer() -> None:
    budget = Budget(1_000, Time())
    assert [budget.owe("a", 6_000) for _ in range(4)] == pytest.approx([0, 2, 8, 14])
    assert budget.owe("b", 6_000) == 0


def test_people_services_and_strangers_have_budgets_of_their_own() -> None:
    # given an account, a service and a source that have spent all they had
    rates, person, service = Rates(1_000, 2_000, 500, Time()), viewer(), viewer(service=True)
    nobody = replace(SYSTEM, id=NOBODY)
    rates.charge(person, connection("192.0.2.1"), 10_000)
    rates.charge(service, connection("192.0.2.1"), 20_000)
    rates.charge(nobody, connection("192.0.2.1"), 7_000)

    # when they ask for more, each is told its own time; others are not concerned
    for who, seconds in ((person, 1), (service, 1), (nobody, 2)):
        with pytest.raises(RateLimited) as refused:
            rates.charge(who, connection("192.0.2.1"), 1_000)
        assert (refused.value.status, refused.value.headers["retry-after"]) == (429, str(seconds))
        assert refused.value.extensions == {"retryAfter": seconds}
    rates.charge(viewer(), connection("192.0.2.1"), 10_000)
    rates.charge(nobody, connection("192.0.2.2"), 7_000)

    # nor do streams wait for what questions have cost
    assert rates.pause((person,), 1_000) == 0


def test_what_many_are_told_is_paid_by_who_has_most_left() -> None:
    rates, poor, rich = Rates(1_000, 1_000, 1_000, Time()), viewer(), viewer()
    assert rates.pause((poor,), 100_000) == pytest.approx(90)
    assert rates.pause((poor, rich), 1_000) == 0
    assert rates.pause((rich,), 10_000) == pytest.approx(1)


def test_each_of_several_processes_has_its_share() -> None:
    settings = Settings.model_validate({"rate_people": 8_000, "workers": 4})
    rates, person = rates_of(settings), viewer()
    assert rates.spend(person, 20_000) == 0
    assert rates.spend(person, 2_000) == pytest.approx(1, abs=0.01)
