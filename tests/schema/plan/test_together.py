"""Rows read together: one statement for those who ask at the same time, and nobody pays for another."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from schema.plan.together import MOST, Together

BROKEN = -1
"""A key that no statement survives."""


class Table:
    """Rows 0 to 99 as the database gives them: none for other keys, in an order of its own. `held` keeps statements waiting."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self.held = asyncio.Event()
        self.held.set()

    async def fetch(self, _sql: str, values: Sequence[object]) -> Sequence[Sequence[Any]]:
        assert values[0] == "fixed"
        keys: Any = values[1]
        self.asked.append(keys)
        await self.held.wait()
        await asyncio.sleep(0)
        if BROKEN in keys:
            raise OSError("away")
        return [(f"row {key}", key) for key in sorted(set(keys), reverse=True) if key < 100]


@pytest.fixture
def table() -> Table:
    return Table()


def together() -> Together:
    return Together("select", ["fixed", None], 1, 1)


async def test_who_asks_alone_does_not_wait_for_others(table: Table) -> None:
    one = together()

    assert await one.rows(table.fetch, 7) == (("row 7", 7),)
    assert await one.rows(table.fetch, 100) == ()
    assert table.asked == [[7], [100]]


async def test_those_who_ask_while_a_statement_is_under_way_go_together_with_the_next(table: Table) -> None:
    one = together()
    table.held.clear()
    asks = [asyncio.ensure_future(one.rows(table.fetch, 0))]
    await asyncio.sleep(0.01)
    asks += [asyncio.ensure_future(one.rows(table.fetch, key)) for key in (1, 2, 2, 100)]
    await asyncio.sleep(0.01)
    table.held.set()

    assert await asyncio.gather(*asks) == [(("row 0", 0),), (("row 1", 1),), (("row 2", 2),), (("row 2", 2),), ()]
    assert table.asked == [[0], [1, 2, 2, 100]]


async def test_a_full_statement_goes_beside_the_one_under_way(table: Table) -> None:
    one = together()
    table.held.clear()
    asks = [asyncio.ensure_future(one.rows(table.fetch, 0))]
    await asyncio.sleep(0.01)
    asks += [asyncio.ensure_future(one.rows(table.fetch, key)) for key in range(MOST + 1)]
    await asyncio.sleep(0.01)

    assert [len(keys) for keys in table.asked] == [1, MOST]
    table.held.set()
    assert len(await asyncio.gather(*asks)) == MOST + 2


async def test_who_leaves_takes_nobody_along(table: Table) -> None:
    one = together()
    table.held.clear()
    first = asyncio.ensure_future(one.rows(table.fetch, 0))
    await asyncio.sleep(0.01)
    leaves, stays = (asyncio.ensure_future(one.rows(table.fetch, key)) for key in (1, 2))
    await asyncio.sleep(0.01)
    first.cancel()
    leaves.cancel()
    await asyncio.sleep(0.01)
    table.held.set()

    assert await stays == (("row 2", 2),)
    assert table.asked == [[0], [2]]
    assert first.cancelled()
    assert leaves.cancelled()


async def test_a_statement_that_fails_fails_for_those_who_were_in_it_alone(table: Table) -> None:
    one = together()
    table.held.clear()
    first = asyncio.ensure_future(one.rows(table.fetch, BROKEN))
    await asyncio.sleep(0.01)
    second = asyncio.ensure_future(one.rows(table.fetch, 1))
    await asyncio.sleep(0.01)
    table.held.set()
    with pytest.raises(OSError, match="away"):
        await first

    assert await second == (("row 1", 1),)
