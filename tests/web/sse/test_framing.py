"""Lines that an EventSource reads as meant."""

import pytest

from web.sse.framing import comment, event, retry


def test_an_event_has_a_name_a_line_of_data_and_its_id() -> None:
    assert event("next", '{"a":1}', "c-1") == 'event: next\nid: c-1\ndata: {"a":1}\n\n'
    assert event("complete") == "event: complete\ndata: \n\n"
    assert (comment(), comment("slow"), retry(3000)) == (": \n\n", ": slow\n\n", "retry: 3000\n\n")


@pytest.mark.parametrize("id_", ["a\nb", "a\rdata: x", "\0", "泰", "", "x" * 1025])
def test_an_id_that_would_break_the_lines_is_left_out(id_: str) -> None:
    assert event("next", "1", id_) == "event: next\ndata: 1\n\n"
