"""`traceparent` is taken as the W3C writes it, and ignored in any other form: never an error."""

import pytest
from starlette.datastructures import Headers

from web.http.trace import logged, trace_of, traceparent

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
GIVEN = f"00-{TRACE}-{PARENT}-01"


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        (GIVEN, GIVEN),
        (f"00-{TRACE}-{PARENT}-00", f"00-{TRACE}-{PARENT}-00"),
        (f"00-{TRACE}-{PARENT}-ff", f"00-{TRACE}-{PARENT}-03"),
        (f"cc-{TRACE}-{PARENT}-01", GIVEN),
        (f"cc-{TRACE}-{PARENT}-01-what-the-future-will-be-like", GIVEN),
        (f"01-{TRACE}-{PARENT}-09-", f"00-{TRACE}-{PARENT}-01"),
    ],
)
def test_of_any_version_what_version_00_knows_is_kept(given: str, taken: str) -> None:
    assert traceparent(given) == taken


@pytest.mark.parametrize(
    "given",
    [
        None, 7, {}, "", "00", GIVEN.upper(), f" {GIVEN}", f"{GIVEN} ", f"{GIVEN}\n", f"{GIVEN}-", f"{GIVEN}-more", f"{GIVEN}.x",
        f"ff-{TRACE}-{PARENT}-01", f"0-{TRACE}-{PARENT}-01", f"00-{'0' * 32}-{PARENT}-01", f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE[:-1]}-{PARENT}-01", f"00-{TRACE}0-{PARENT}-01", f"00-{TRACE}-{PARENT}-1", f"00-{TRACE}-{PARENT}-001",
        f"00-{TRACE[:-1]}g-{PARENT}-01", f"00_{TRACE}_{PARENT}_01", f"cc-{TRACE}-{PARENT}-01.more", f"cc-{GIVEN}-{'x' * 512}",
        f"00-{TRACE}-{PARENT}-٠١", "张三 13800138000",
    ],
)  # fmt: skip
def test_anything_else_is_ignored(given: object) -> None:
    assert traceparent(given) is None


def test_the_header_counts_once_and_with_a_token_only() -> None:
    token = {"authorization": "Bearer x"}

    assert trace_of(Headers({**token, "traceparent": GIVEN})) == GIVEN
    assert trace_of(Headers({"traceparent": GIVEN})) is None
    assert trace_of(Headers(token)) is None
    twice = [(b"authorization", b"x"), (b"traceparent", GIVEN.encode()), (b"Traceparent".lower(), GIVEN.encode())]
    assert trace_of(Headers(raw=twice)) is None


def test_lines_of_the_log_get_the_trace_s_id_alone() -> None:
    assert logged(GIVEN) == {"trace_id": TRACE}
    assert logged(None) == {}
