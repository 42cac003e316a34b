"""Batches of one request, as several fields share them."""

import asyncio
from typing import Any

import pytest

from schema.data.loaders import Loaders
from tests.schema.conftest import Api


@pytest.fixture
def loaders(api: Api) -> Loaders:
    return api.context("operator").loaders


async def test_keys_of_one_moment_are_one_read(loaders: Loaders) -> None:
    asked: list[list[int]] = []

    async def load(keys: list[int]) -> list[int]:
        asked.append(keys)
        return [key * 2 for key in keys]

    loader = loaders.of("double", load)
    assert list(await asyncio.gather(loader.load(1), loader.load(2), loader.load(1))) == [2, 4, 2]
    assert asked == [[1, 2]]


async def test_a_field_that_is_cancelled_takes_no_other_along(loaders: Loaders) -> None:
    async def load(keys: list[int]) -> list[int]:
        await asyncio.sleep(0.05)
        return keys

    loader = loaders.of("slow", load)

    async def field() -> Any:
        return await loader.load(1)

    given_up, kept = asyncio.ensure_future(field()), asyncio.ensure_future(field())
    await asyncio.sleep(0.01)
    given_up.cancel()

    assert await kept == 1
    with pytest.raises(asyncio.CancelledError):
        await given_up
