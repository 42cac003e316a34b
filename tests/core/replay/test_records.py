"""Records are cut as RFC 4180 says, whatever the sizes of the pieces they are read in."""

import csv
import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.replay import records as module
from core.replay.records import LARGEST, Record, records

CELLS = st.lists(st.text(st.sampled_from('a",\n\r汉'), max_size=12), min_size=2, max_size=4)


@given(st.lists(CELLS, max_size=6), st.sampled_from(["\n", "\r\n"]), st.integers(1, 9))
def test_what_a_csv_writer_wrote_is_cut_where_it_began_a_row(rows: list[list[str]], end: str, chunk: int) -> None:
    written = []
    for row in rows:
        text = io.StringIO()
        csv.writer(text, lineterminator=end, quoting=csv.QUOTE_ALL).writerow(row)
        written.append(text.getvalue().encode())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_CHUNK", chunk)
        cut = list(records(io.BytesIO(b"".join(written))))

    assert [one.raw for one in cut] == written
    assert all(one.closed and one.size == len(one.raw) for one in cut)
    assert [one.line for one in cut] == [1 + b"".join(written[:n]).count(b"\n") for n in range(len(written))]


def test_a_quote_within_a_bare_field_opens_nothing() -> None:
    assert [one.raw for one in records(io.BytesIO(b'5" pipe,x\n2,y'))] == [b'5" pipe,x\n', b"2,y"]


def test_a_quote_open_at_the_end_is_told() -> None:
    assert list(records(io.BytesIO(b'1,x\n2,"y\nz'))) == [
        Record(1, b"1,x\n", 4, closed=True),
        Record(2, b'2,"y\nz', 6, closed=False),
    ]


def test_a_huge_record_is_counted_but_not_kept() -> None:
    huge = b'1,"' + (b"x" * 1023 + b"\n") * 4096 + b'"\n'
    file = io.BytesIO(huge + b"2,y\n")
    tracemalloc.start()

    first, second = records(file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert (first.size, len(first.raw), first.closed) == (len(huge), LARGEST, True)
    assert (second.raw, second.line) == (b"2,y\n", 2 + 4096)
    assert peak < 4 * LARGEST
