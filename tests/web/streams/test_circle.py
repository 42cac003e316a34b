"""What a push group keeps for those who come late. How listeners are told is in `test_group`."""

import gc
from typing import Any

import pytest

from schema.streams.relay import At
from web.streams import circle
from web.streams.circle import KEPT_SECONDS, Circle
from web.streams.packets import Answer, Packet


def held() -> list[int]:
    return sorted(one.end.number for one in gc.get_objects() if isinstance(one, Packet))


async def test_what_nobody_may_be_told_any_more_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    # given a group that was told two events a moment apart
    somebody: Any = object()
    found = Circle(At(0, "c0"), somebody)
    for number, at in ((1, 100.0), (2, 100.5)):
        monkeypatch.setattr(circle, "now", lambda at=at: at)
        await found.tell(packet(number, at))
    assert held() == [1, 2]
    # when the next comes after the first is too old to be told
    late = 100.1 + KEPT_SECONDS
    monkeypatch.setattr(circle, "now", lambda: late)
    await found.tell(packet(3, late))
    # then that one is in nobody's memory
    gc.collect()
    assert held() == [2, 3]


def packet(number: int, made_at: float) -> Packet:
    begin, end = At(number - 1, f"c{number - 1}"), At(number, f"c{number}")
    return Packet(begin, end, [Answer("{}", end.cursor)], [number], made_at)
