"""No cell of a file is a formula to any spreadsheet, wherever it is cut."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.exports.sheet import cell, sheet

BEGINS = "=+-@＝＋－＠"


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+8613853812345", "'+8613853812345"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝cmd|'/c calc'!A0", "'＝cmd|'/c calc'!A0"),
        ("  =1", "  '=1"),
        ('"=1', "\"'=1"),
        ("路灯;=1+1", "路灯;'=1+1"),
        ("路灯\n=1", "路灯\n'=1"),
        ("\t=1\x00", "'=1"),
        ("路\u200b灯", "路灯"),
        ("甲=乙", "甲=乙"),
        ("138****2345", "138****2345"),
        ("", ""),
    ],
)
def test_what_would_begin_a_formula_gets_an_apostrophe(text: str, safe: str) -> None:
    assert cell(text) == safe


@given(st.text(alphabet=st.sampled_from(f"{BEGINS};,|\t\r\n \"'甲1\u200b"), max_size=20))
def test_no_text_begins_a_formula_at_its_start_or_behind_a_separator(text: str) -> None:
    assert not re.search(rf"(^|[,;|\n])[\s\"']*(?<!')[{re.escape(BEGINS)}]", cell(text))


@given(st.lists(st.lists(st.text().map(cell), min_size=2, max_size=2), min_size=1))
def test_a_file_reads_back_as_what_was_written(rows: list[list[str]]) -> None:
    text = sheet(rows).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text, newline=""))) == rows
