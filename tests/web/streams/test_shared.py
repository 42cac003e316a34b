"""Texts made once for many."""

import asyncio

import pytest

from web.streams import shared as module
from web.streams.shared import SharedAnswers


class Maker:
    """Counts, and waits until it may go on."""

    def __init__(self) -> None:
        self.made, self.go = 0, asyncio.Event()

    async def __call__(self) -> str:
        self.made += 1
        await self.go.wait()
        return f"text {self.made}"


async def test_those_who_come_meanwhile_wait_for_the_first() -> None:
    shared, maker = SharedAnswers(), Maker()
    asked = [asyncio.create_task(shared.of("key", maker)) for _ in range(3)]
    await asyncio.sleep(0)
    asked.pop(0).cancel()
    maker.go.set()

    assert await asyncio.gather(*asked) == ["text 1"] * 2
    assert (await shared.of("key", maker), maker.made) == ("text 1", 1)
    assert await shared.of("other", maker) == "text 2"


async def test_what_fails_is_told_to_all_and_made_anew() -> None:
    shared, maker = SharedAnswers(), Maker()
    maker.go.set()

    async def fail() -> str:
        await asyncio.sleep(0)
        raise ValueError

    first, second = asyncio.create_task(shared.of("key", fail)), asyncio.create_task(shared.of("key", fail))
    for one in (first, second):
        with pytest.raises(ValueError):  # noqa: PT011 - it has no text
            await one

    assert await shared.of("key", maker) == "text 1"


async def test_only_the_last_ones_are_held() -> None:
    shared, maker = SharedAnswers(held=2), Maker()
    maker.go.set()
    for key in "abc":
        await shared.of(key, maker)

    assert await shared.of("c", maker) == "text 3"
    assert await shared.of("a", maker) == "text 4"


async def test_a_text_grows_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FRESH_SECONDS", 0.05)
    shared, maker = SharedAnswers(), Maker()
    maker.go.set()
    assert (await shared.of("key", maker), shared.get("key")) == ("text 1", "text 1")
    await asyncio.sleep(0.06)
    assert shared.get("key") is None
    assert await shared.of("key", maker) == "text 2"
