"""A recipient's watermark: a line everybody sees, signs nobody sees, and an order of rows nobody else has.

The signs survive copying of any marked cell, the order survives retyping of a few dozen case numbers.
"""

import hmac
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

MARK_BYTES: Final = 8
_ZERO, _ONE, _FRAME = "\u200b", "\u200c", "\u2060"
_FRAMED = re.compile(f"{_FRAME}([{_ZERO}{_ONE}]{{{8 * MARK_BYTES}}}){_FRAME}")
_UNSEEN = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")


def signs(mark: bytes) -> str:
    """The mark in characters without width."""
    bits = f"{int.from_bytes(mark):0{8 * len(mark)}b}"
    return _FRAME + bits.translate({ord("0"): _ZERO, ord("1"): _ONE}) + _FRAME


def without_signs(text: str) -> str:
    """The text without any unseen character: it may carry nobody's mark but ours."""
    return _UNSEEN.sub("", text)


def marked(text: str, mark: bytes) -> str:
    """The text with the mark behind its first character; an empty one has none."""
    return text[:1] + signs(mark) + text[1:] if text else text


def marks_in(text: str) -> set[bytes]:
    """Every whole mark that stands in a text."""
    bits = (found.translate({ord(_ZERO): "0", ord(_ONE): "1"}) for found in _FRAMED.findall(text))
    return {int(one, 2).to_bytes(MARK_BYTES) for one in bits}


def place(mark: bytes, case_no: str) -> bytes:
    """What a recipient's rows are ordered by."""
    return hmac.digest(mark, case_no.encode(), "sha256")


def in_order(mark: bytes, case_numbers: Sequence[str]) -> float:
    """The share of neighbours that stand as in the recipient's file: 1 for theirs, about a half for anybody else's."""
    pairs = list(pairwise(place(mark, one) for one in case_numbers))
    return sum(first < second for first, second in pairs) / len(pairs) if pairs else 0.0
