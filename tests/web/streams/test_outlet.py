"""One text after the other, and how long the last one is stuck."""

import asyncio

from web.streams.outlet import Outlet


class Wire:
    """Takes texts while it is open."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.open = asyncio.Event()
        self.open.set()

    async def __call__(self, text: str) -> None:
        await self.open.wait()
        self.texts.append(text)


async def test_texts_keep_their_order_and_wait_for_each_other() -> None:
    wire = Wire()
    outlet, now = Outlet(wire), asyncio.get_running_loop().time
    await outlet.say("a")
    assert outlet.stuck(now() + 5) == 0
    wire.open.clear()
    waiting = [asyncio.create_task(outlet.say(text)) for text in "bc"]
    await asyncio.sleep(0)
    assert 5 <= outlet.stuck(now() + 5) < 6
    wire.open.set()
    await asyncio.gather(*waiting)
    assert (wire.texts, outlet.stuck(now() + 5)) == (["a", "b", "c"], 0)


async def test_nothing_is_written_once_it_is_shut_or_the_peer_has_left() -> None:
    wire = Wire()
    outlet = Outlet(wire)
    outlet.shut()
    await outlet.say("a")
    assert wire.texts == []

    calls = 0

    async def gone(_: str) -> None:
        nonlocal calls
        calls += 1
        raise ConnectionResetError

    outlet = Outlet(gone)
    await outlet.say("a")
    await outlet.say("b")
    assert calls == 1
