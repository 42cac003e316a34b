"""What a push group keeps for those who come late, and for whom. How listeners are told is in `test_group`."""

import gc
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from core.ids import new_id
from schema.streams.relay import At
from web.streams import circle
from web.streams.circle import KEPT_SECONDS, Circle
from web.streams.listeners import Ear, Listener
from web.streams.packets import Answer, Packet
from web.ws.frames import frames


def held() -> list[int]:
    """Those of a time before any clock: others' may still be lying about."""
    return sorted(one.end.number for one in gc.get_objects() if type(one) is Packet and one.made_at < 0)


async def test_what_nobody_may_be_told_any_more_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    # given a group that was told two events a moment apart
    somebody: Any = object()
    found = Circle(At(0, "c0"), somebody)
    for number, at in ((1, -100.0), (2, -99.5)):
        monkeypatch.setattr(circle, "now", lambda at=at: at)
        await found.tell(packet(number, at))
    assert held() == [1, 2]
    # when the next comes after the first is too old to be told
    late = -99.9 + KEPT_SECONDS
    monkeypatch.setattr(circle, "now", lambda: late)
    await found.tell(packet(3, late))
    # then that one is in nobody's memory
    gc.collect()
    assert held() == [2, 3]
    # and none of them is once it was looked in vain for more
    await found.tell(Packet(At(3, "c3"), At(3, "c3"), [], [], late + 2 * KEPT_SECONDS))
    gc.collect()
    assert held() == []


class TestWhoMayBeTold:
    async def test_who_has_come_since_it_was_asked_is_told_only_by_himself(self) -> None:
        # given a stretch that fills two packets, of which it was asked whether one account may be told
        heard: list[list[int]] = []
        known, stranger = listener([]), listener(heard)
        found = Circle(At(0, "c0"), known)
        found.join(known, At(0, "c0"))
        asked = frozenset((known.caller.live.account,))
        await found.tell(packet(1, circle.now(), asked))
        # when somebody else comes to where they stand between the two
        found.join(stranger, At(1, "c1"))
        await found.tell(packet(2, circle.now(), asked))
        # then he is told nothing of the second, and goes on from where he stood
        assert (heard, stranger.result()) == ([], At(1, "c1"))

    async def test_who_may_not_be_told_is_not_noted_as_one_who_was(self) -> None:
        # given one who waits for the others to come to where he stands, and may not be told what they are told
        known, apart = listener([]), listener([])
        found = Circle(At(0, "c0"), known)
        found.join(known, At(0, "c0"))
        found.join(apart, At(9, "c9"))
        noted: list[frozenset[UUID]] = []
        asked = frozenset((known.caller.live.account,))
        # when a sealed text is in it
        answers = [Answer("{}", "c1")]
        await found.tell(Packet(At(0, "c0"), At(1, "c1"), answers, [At(1, "c1")], circle.now(), asked, noted.append))
        # then only the others have seen it
        assert noted == [asked]

    async def test_a_place_is_not_passed_where_something_is_told_to_him_alone(self) -> None:
        # given a group that was told an event, and then went on over another that only somebody who was away may know of
        known, away = listener([]), listener([])
        found = Circle(At(0, "c0"), known)
        found.join(known, At(0, "c0"))
        both = frozenset((known.caller.live.account, away.caller.live.account))
        await found.tell(packet(1, circle.now(), both))
        nothing = Packet(At(1, "c1"), At(2, "c2"), [], [], circle.now(), frozenset((known.caller.live.account,)))
        await found.tell(nothing)
        # when he comes back
        found.join(away, At(0, "c0"))
        # then he has to go on alone
        assert away.result() == At(0, "c0")

    async def test_who_stands_where_nothing_more_is_told_stays(self) -> None:
        # given a packet whose last places hold nothing
        heard: list[list[int]] = []
        late = listener(heard)
        found = Circle(At(0, "c0"), late)
        await found.tell(Packet(At(0, "c0"), At(5, "c5"), [Answer("1", "c1")], [At(1, "c1")], circle.now()))
        # when somebody comes who knows of all that is in it
        found.join(late, At(3, "c3"))
        await found.tell(packet(6, circle.now()))
        # then he is told what follows
        assert (heard, late.over) == ([[6]], False)


def listener(heard: list[list[int]]) -> Listener:
    """One over a WebSocket, of an account of his own."""

    def take(packet: Packet) -> bool:
        assert frames(packet, b"")
        heard.append([one.number for one in packet.places])
        return True

    async def unheard(_: Answer) -> None:
        raise AssertionError

    caller: Any = SimpleNamespace(live=SimpleNamespace(account=new_id()))
    return Listener(caller, Ear(take, unheard), None)


def packet(number: int, made_at: float, alike: frozenset[UUID] | None = None) -> Packet:
    begin, end = At(number - 1, f"c{number - 1}"), At(number, f"c{number}")
    return Packet(begin, end, [Answer("{}", end.cursor)], [end], made_at, alike)


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
    known, coming = listener([]), listener([])
    found = Circle(At(1, "c1"), known)
    for number in (2, 3):
        await found.tell(packet(number, 100.0))
    # when somebody joins at a number that it has been at
    found.join(coming, at)
    # then he is told what follows only if his cursor says that it is the same place
    assert (len(found), coming.over) == ((1, False) if welcome else (0, True))
    assert welcome or coming.result() == at
