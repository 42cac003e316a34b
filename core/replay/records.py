"""Cutting a CSV file into records as bytes (RFC 4180), so that one bad record cannot spoil the next.

Nothing is decoded here, and no more than `LARGEST` bytes of a record are kept, however long it is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import BinaryIO

LARGEST = 1 << 18
"""Content and reply at their limits of 20,000 characters take 160,000 bytes at four bytes each; the rest is small."""
_CHUNK = 1 << 16


class _At(Enum):
    """Where in a record the reading stands."""

    FIELD = auto()
    PLAIN = auto()
    QUOTED = auto()
    QUOTE = auto()
    """After a quote inside a quoted field: its end, or the first of a doubled one."""


_NEXT = {_At.PLAIN: re.compile(rb",|\n"), _At.QUOTED: re.compile(rb'"')}
_STEP: dict[_At, dict[bytes, _At]] = {
    _At.FIELD: {b'"': _At.QUOTED, b",": _At.FIELD, b"\n": _At.FIELD},
    _At.PLAIN: {b",": _At.FIELD, b"\n": _At.FIELD},
    _At.QUOTED: {b'"': _At.QUOTE},
    _At.QUOTE: {b'"': _At.QUOTED, b",": _At.FIELD, b"\n": _At.FIELD},
}


@dataclass(frozen=True, slots=True)
class Record:
    """One record with its line end. `line` counts from 1.

    `raw` is cut at LARGEST bytes, `size` is what the record really has. `closed` is False if a quote is open at its end.
    """

    line: int
    raw: bytes = field(repr=False)
    size: int
    closed: bool


def records(file: BinaryIO) -> Iterator[Record]:
    """Every record of the file, empty lines left out."""
    line, at, raw, size, lines = 1, _At.FIELD, bytearray(), 0, 0
    while chunk := file.readline(_CHUNK):
        at = _after(at, chunk)
        raw += chunk[: LARGEST - len(raw)]
        size += len(chunk)
        lines += chunk.endswith(b"\n")
        if chunk.endswith(b"\n") and at is _At.FIELD:
            if raw.strip():
                yield Record(line, bytes(raw), size, closed=True)
            line, raw, size, lines = line + lines, bytearray(), 0, 0
    if raw.strip():
        yield Record(line, bytes(raw), size, closed=at is not _At.QUOTED)


def _after(at: _At, chunk: bytes) -> _At:
    """Where the reading stands after a chunk, which holds a line end at most as its last byte."""
    position = 0
    while position < len(chunk):
        if at in _NEXT:
            found = _NEXT[at].search(chunk, position)
            if found is None:
                return at
            position = found.start()
        at = _STEP[at].get(chunk[position : position + 1], _At.PLAIN)
        position += 1
    return at
