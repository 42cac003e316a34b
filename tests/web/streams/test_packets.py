"""Answers in packets: everything once, in order, and not too much in one go."""

from hypothesis import given
from hypothesis import strategies as st

from schema.streams.relay import At
from web.streams.packets import WIDEST, Answer, packets


def at(number: int) -> At:
    return At(number, str(number))


@given(sizes=st.lists(st.integers(1, WIDEST * 2), max_size=20), quiet=st.integers(0, 3))
def test_they_cover_the_stretch_without_gap_or_overlap(sizes: list[int], quiet: int) -> None:
    told = [(at(place * 2), Answer("x" * size, None)) for place, size in enumerate(sizes, start=6)]
    begin, end = at(10), at(10 + 2 * len(sizes) + quiet)
    made = list(packets(begin, end, told, 0.0))

    assert [one for packet in made for one in packet.answers] == [answer for _, answer in told]
    assert [one for packet in made for one in packet.places] == [one for one, _ in told]
    assert [made[0].begin, *(one.end for one in made)] == [*(one.begin for one in made), end]
    assert all(len(one.answers) < 2 or sum(len(a.text) for a in one.answers) <= WIDEST for one in made)


@given(count=st.integers(1, 9), place=st.integers(0, 20))
def test_what_lies_behind_a_place(count: int, place: int) -> None:
    told = [(at(2 * number), Answer(str(2 * number), None)) for number in range(1, count + 1)]
    (packet,) = packets(at(0), at(2 * count + 1), told, 0.0)
    rest = packet.after(at(place))
    assert [one.text for one in rest.answers] == [str(n) for n in range(2, 2 * count + 1, 2) if n > place]
    assert ([one.number for one in rest.places], rest.end) == (
        [n for n in range(2, 2 * count + 1, 2) if n > place],
        packet.end,
    )
