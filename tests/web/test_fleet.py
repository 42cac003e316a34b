"""Whoever is asked answers for all."""

import os
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from web.fleet import Fleet


@pytest.fixture
def directory() -> Iterator[Path]:
    """Short enough for the name of a socket."""
    with TemporaryDirectory() as made:
        yield Path(made)


def registry(number: int) -> CollectorRegistry:
    made = CollectorRegistry()
    Counter("requests", "Requests", ("kind",), registry=made).labels("query").inc(number + 1)
    Gauge("open", "Open", registry=made).set(number)
    Histogram("seconds", "Seconds", buckets=(1,), registry=made).observe(0.5)
    return made


def lines(text: bytes, name: str) -> list[str]:
    return [line for line in text.decode().splitlines() if line.startswith(name)]


async def test_the_metrics_of_all_come_from_any_of_them(directory: Path) -> None:
    registries = [registry(number) for number in range(3)]
    fleets = [Fleet(directory, number, 3) for number in range(3)]
    async with AsyncExitStack() as stack:
        for fleet, own in zip(fleets, registries, strict=True):
            await stack.enter_async_context(fleet.joined(own))
        for fleet, own in zip(fleets, registries, strict=True):
            told = await fleet.exposition(own)
            assert lines(told, "requests_total") == [
                f'requests_total{{kind="query",worker="{number}"}} {number + 1}.0' for number in range(3)
            ]
            assert lines(told, "open{") == [f'open{{worker="{number}"}} {number}.0' for number in range(3)]
            assert lines(told, "seconds_bucket")[0] == 'seconds_bucket{le="1.0",worker="0"} 1.0'
            assert lines(told, "# TYPE requests_total") == ["# TYPE requests_total counter"]


async def test_one_that_is_missing_is_told_of_until_it_is_back(directory: Path) -> None:
    one, other = Fleet(directory, 0, 2), Fleet(directory, 1, 2)
    await one.look()
    assert one.problems() == ["worker 1 does not answer"]
    assert lines(await one.exposition(registry(0)), "open{") == ['open{worker="0"} 0.0']
    async with other.joined(registry(1)):
        await one.look()
        assert one.problems() == []
    assert not os.listdir(directory)  # noqa: PTH208 - nobody waits for it


async def test_what_a_killed_worker_left_is_in_nobodys_way(directory: Path) -> None:
    (directory / "1.sock").touch()
    one, other = Fleet(directory, 0, 2), Fleet(directory, 1, 2)
    await one.look()
    assert one.problems() == ["worker 1 does not answer"]
    async with other.joined(registry(1)):
        await one.look()
        assert one.problems() == []
