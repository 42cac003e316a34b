"""The TypeScript client of `examples/utility_client`, as a company runs it. Run by `tests/clients/run`, for it needs Node."""

from collections.abc import Iterator

import pytest

from tests.clients.delivering import (
    Place,
    a_company,
    a_day_is_reconciled,
    a_day_with_events_that_are_withheld_is_reconciled,
    nothing_missed_nothing_doubled,
)
from tests.web.serving import ROOT

CLIENT = ROOT / "examples" / "utility_client" / "typescript"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with a_company(("node", str(CLIENT / "build" / "client.js")), tmp_path_factory.mktemp("company")) as found:
        yield found


@pytest.mark.faults
def test_killed_on_both_sides_it_misses_nothing_and_takes_nothing_twice(place: Place) -> None:
    nothing_missed_nothing_doubled(place)


@pytest.mark.faults
def test_a_day_is_reconciled_after_that(place: Place) -> None:
    a_day_is_reconciled(place)


@pytest.mark.faults
def test_so_is_one_with_events_that_it_may_not_have(place: Place) -> None:
    a_day_with_events_that_are_withheld_is_reconciled(place)


def test_it_stays_short_enough_to_be_read() -> None:
    assert sum(len(file.read_text("utf-8").splitlines()) for file in CLIENT.glob("*.ts")) < 150
