"""What a push group keeps for those who come late. How listeners are told is in `test_group`."""

import gc
from types import SimpleNamespace
from typing import Any, cast

import pytest

from schema.streams.relay import At
from web.streams import circle
from web.streams.circle import KEPT_SECONDS, Circle
from web.streams.listeners import Listener
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
    return Packet(begin, end, [Answer("{}", end.cursor)], [end], made_at)


class Somebody:
    """A listener who notes where he was ended."""

    caller: Any = SimpleNamespace(live=SimpleNamespace(account=None))
    until, ended = float("inf"), None

    def take(self, told: Packet) -> bool:
        return bool(told)

    def end(self, at: At) -> None:
        self.ended = at


@pytest.mark.parametrize(
    ("at", "welcome"),
    [
        (At(3, "c3"), True), (At(3, "before the fail-over"), False),
        (At(2, "c2"), True), (At(2, "before the fail-over"), False),
    ],
)  # fmt: skip
async def test_who_comes_from_another_history_is_sent_back_to_look(
    monkeypatch: pytest.MonkeyPatch, at: At, *, welcome: bool
) -> None:
    # given a group that follows the history there is now
    monkeypatch.setattr(circle, "now", lambda: 100.0)
    found = Circle(At(1, "c1"), cast("Listener", Somebody()))
    for number in (2, 3):
        await found.tell(packet(number, 100.0))
    # when somebody joins at a number that it has been at
    listener = Somebody()
    found.join(cast("Listener", listener), at)
    # then he is told what follows only if his cursor says that it is the same place
    assert (len(found), listener.ended) == ((1, None) if welcome else (0, at))
