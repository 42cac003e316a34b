"""A mark is not seen, survives what is done to a text, and tells one recipient from all others."""

import os
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from core.exports.mark import MARK_BYTES, in_order, marked, marks_in, place, signs, without_signs

MARKS = st.binary(min_size=MARK_BYTES, max_size=MARK_BYTES)
NUMBERS = [f"TA2026111600{number:05d}" for number in range(40)]


@given(MARKS, st.text(min_size=1))
def test_a_marked_text_looks_as_it_did_and_gives_its_mark(mark: bytes, text: str) -> None:
    shown = without_signs(text) or "无"
    assert without_signs(marked(shown, mark)) == shown
    assert marks_in(f"抄录：{marked(shown, mark)}") == {mark}


@given(MARKS)
def test_a_part_of_a_mark_is_none(mark: bytes) -> None:
    assert marks_in(signs(mark)[:-1]) == marks_in(signs(mark)[1:]) == set()
    assert marked("", mark) == ""


def test_the_order_of_rows_is_one_recipient_s_alone() -> None:
    mine, other = os.urandom(MARK_BYTES), os.urandom(MARK_BYTES)
    ordered = sorted(NUMBERS, key=lambda number: place(mine, number))
    some = sorted(Random(1).sample(range(len(ordered)), 12))
    assert in_order(mine, ordered) == in_order(mine, [ordered[at] for at in some]) == 1
    assert in_order(other, ordered) < 0.9
    assert in_order(mine, ordered[:1]) == 0
