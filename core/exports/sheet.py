"""Rows as CSV that no spreadsheet takes for formulas."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from core.exports.mark import without_signs

_BEGINS: Final = "=+-@＝＋－＠﹢﹣﹦﹫"
_FORMULA = re.compile(rf"(^|[,;|\t\r\n])([\s\"']*)([{re.escape(_BEGINS)}])")


def cell(text: str) -> str:
    """A text that is shown as it is: an apostrophe before what would begin a formula, at its start or behind a separator.

    Controls but for line breaks, and unseen characters, are left out.
    """
    plain = "".join(one for one in without_signs(text) if one == "\n" or unicodedata.category(one) != "Cc")
    return _FORMULA.sub(r"\1\2'\3", plain)


def sheet(rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with the mark by which Excel knows it, every cell in quotes; the cells must be safe already."""
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8-sig")
