"""Whatever is counted is the same before and after, whatever became of the cases.

HOTLINE_TEST_LONG=1: thirty lives of forty cases; else two of twelve.
"""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from core.counters.count import step as count
from core.events.sequence import step
from core.ratings.definitions import Exclusion, Part, RateName
from core.ratings.rates import Rate, rate_rows, unit_rates
from tests.core.ratings.history import History, lived
from tests.core.retention.old import ran, store, wait
from tests.core.retention.test_delete import LOG
from tests.support.office import Office

LONG = os.environ.get("HOTLINE_TEST_LONG") == "1"
FOREVER = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
PATHS = ("/ta", "/ta/ta-housing", "/ta/370902", "/ta/ta-waterworks")
SUMS = "select subject, place, state, kind, secrecy, due_on, n from counter where n <> 0 order by 1, 2, 3, 4, 5, 6"


async def statistics(office: Office) -> Mapping[str, Any]:
    """Every rate of every unit with the rows behind it, and every sum."""
    while await step(office.pool) or await count(office.pool, office.services):
        pass
    rates: dict[str, tuple[Rate, ...]] = {path: await unit_rates(office.read, path, *FOREVER) for path in PATHS}
    rows = {}
    for rate in RateName:
        for part in (*Part, *Exclusion):
            found = await office.read.fetch(rate_rows(rate, part), unit_path="/ta", since=FOREVER[0], until=FOREVER[1])
            rows[rate, part] = sorted(map(str, found))
    return {"rates": rates, "rows": rows, "sums": [tuple(row) for row in await office.pool.fetch(SUMS)]}


@pytest.mark.parametrize("seed", range(11, 41 if LONG else 13))
async def test_rates_their_rows_and_counters_stay_as_they_were(office: Office, tmp_path: Path, seed: int) -> None:
    history = History(office)
    await lived(history, Random(seed), 40 if LONG else 12)
    before = await statistics(office)
    assert before["sums"]
    assert sum(rate.denominator for rate in before["rates"]["/ta"]) > 20
    ended = await office.pool.fetchval("select count(*) from case_file where closed_at is not null")
    wait(office, days=1200)

    closed, anonymised, deleted = await ran(office, store(tmp_path))

    assert closed == anonymised >= ended - 2 > 0
    assert deleted == 0
    assert await statistics(office) == before

    # and when the log needs them no longer and they are deleted, what was published still is as it was
    await office.pool.execute(LOG)
    wait(office, days=5000)
    closed, anonymised, deleted = await ran(office, store(tmp_path))
    assert (closed, anonymised) == (0, 0)
    assert deleted > 0
    assert _published(await statistics(office)) == _published(before)


def _published(told: Mapping[str, Any]) -> dict[str, list[Any]]:
    return {
        path: [(rate.name, rate.numerator, rate.denominator, rate.excluded) for rate in rates]
        for path, rates in told["rates"].items()
    }
