"""Reading a file of old messages: each row is a message or a reject with its reason; no row is lost."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import file_digest
from io import StringIO
from pathlib import Path
from typing import BinaryIO
from uuid import UUID, uuid5

from core.cases.check import LONG
from core.errors import DomainError
from core.replay.moments import Window, moment
from core.replay.records import LARGEST, Record, records
from core.replay.rejects import Reason, Reject

COLUMNS = ("source_id", "title", "submitted_at", "content", "category", "reply", "replied_at")
_REQUIRED = ("source_id", "title", "submitted_at", "content")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/#-]{0,63}")
_NUMBER = re.compile(r"1[3-9][0-9]{9}|[0-9]{17}[0-9Xx]")
"""A telephone's, or somebody's."""
_LIMITS = {"source_id": 128, "title": 200, "content": LONG, "category": 200, "reply": LONG}
_REPLAYS = UUID("3b0c7a52-6d1e-5f7a-9a53-0e2f4c8d1b96")


class SourceError(DomainError):
    """The file as a whole cannot be imported; the message says why and what to do."""


class _Rejected(Exception):
    """A row stays out."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(reason.name)
        self.reason, self.detail = reason, detail


@dataclass(frozen=True, slots=True)
class Message:
    """A citizen's message as the file has it; `category` is a level-1 name or empty, `reply` comes with its time."""

    line: int
    source_id: str
    title: str
    content: str
    category: str
    submitted_at: datetime
    reply: str
    replied_at: datetime | None


@dataclass(frozen=True, slots=True)
class Source:
    """A whole file: `rows` = messages + rejects. `replay_id` is the same for the same bytes."""

    replay_id: UUID
    messages: tuple[Message, ...]
    rejects: tuple[Reject, ...]
    unused: tuple[str, ...] = field(default=())

    @property
    def rows(self) -> int:
        """How many rows the file has, without its header."""
        return len(self.messages) + len(self.rejects)


def read_source(path: Path, window: Window) -> Source:
    """Read the file. Raises SourceError when its header is not readable or lacks a column."""
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
        file.seek(0)
        header, rows = _header(path.name, file)
        messages, rejects = _sort_out(rows, header, window)
    unused = tuple(name for name in header if name not in COLUMNS)
    return Source(uuid5(_REPLAYS, digest), tuple(messages), tuple(rejects), unused)


def _header(name: str, file: BinaryIO) -> tuple[Sequence[str], Iterator[Record]]:
    rows = records(file)
    first = next(rows, None)
    if first is None:
        raise SourceError(f"{name} is empty: give a CSV file whose first line is {','.join(COLUMNS)}")
    try:
        header = [one.strip() for one in next(csv.reader([first.raw.decode("utf-8-sig")]))]
    except UnicodeDecodeError:
        raise SourceError(f"{name}: line 1, the header, is not UTF-8: save the file in that encoding") from None
    for column in COLUMNS:
        if header.count(column) != 1:
            fault = "has no column" if column not in header else "has more than one column"
            raise SourceError(f"{name}: line 1, the header, {fault} {column}: give exactly one of that name")
    return header, rows


def _sort_out(rows: Iterator[Record], header: Sequence[str], window: Window) -> tuple[list[Message], list[Reject]]:
    messages: dict[str, Message] = {}
    rejects = []
    for record in rows:
        cells: dict[str, str] = {}
        try:
            cells = _cells(record, header)
            message = _message(record.line, cells, window)
            if message.source_id in messages:
                raise _Rejected(Reason.DUPLICATE_ID)
            messages[message.source_id] = message
        except _Rejected as error:
            told = cells.get("source_id") or _first_cell(record)
            rejects.append(Reject(record.line, told[:128], error.reason, error.detail))
    return list(messages.values()), rejects


def _cells(record: Record, header: Sequence[str]) -> dict[str, str]:
    """The row's cells by column."""
    if not record.closed:
        raise _Rejected(Reason.UNCLOSED_QUOTE)
    if record.size > LARGEST:
        raise _Rejected(Reason.TOO_LONG, "row")
    if b"\0" in record.raw:
        raise _Rejected(Reason.NUL_BYTE)
    try:
        cells = next(csv.reader(StringIO(record.raw.decode(), newline=""), strict=True))
    except UnicodeDecodeError:
        raise _Rejected(Reason.NOT_UTF8) from None
    except csv.Error:
        too_long = record.size > csv.field_size_limit()
        raise _Rejected(Reason.TOO_LONG if too_long else Reason.MALFORMED) from None
    if len(cells) != len(header):
        raise _Rejected(Reason.WRONG_COLUMNS, f"{len(cells)} of {len(header)}")
    return {name: cell.strip() for name, cell in zip(header, cells, strict=True)}


def _message(line: int, cells: dict[str, str], window: Window) -> Message:
    for name in _REQUIRED:
        if not cells[name]:
            raise _Rejected(Reason.EMPTY_FIELD, name)
    for name, limit in _LIMITS.items():
        if len(cells[name]) > limit:
            raise _Rejected(Reason.TOO_LONG, name)
    submitted_at = _time(cells, "submitted_at", window)
    replied_at = _replied_at(cells, window)
    if replied_at is not None and replied_at < submitted_at:
        raise _Rejected(Reason.REPLY_BEFORE_SUBMISSION)
    texts = {name: cells[name] for name in _LIMITS}
    return Message(line, **texts, submitted_at=submitted_at, replied_at=replied_at)


def _replied_at(cells: dict[str, str], window: Window) -> datetime | None:
    if bool(cells["reply"]) != bool(cells["replied_at"]):
        raise _Rejected(Reason.REPLY_WITHOUT_TIME if cells["reply"] else Reason.TIME_WITHOUT_REPLY)
    return _time(cells, "replied_at", window) if cells["replied_at"] else None


def _time(cells: dict[str, str], name: str, window: Window) -> datetime:
    found = moment(cells[name])
    if found is None:
        raise _Rejected(Reason.BAD_TIME, name)
    if not window.holds(found):
        raise _Rejected(Reason.TIME_OUT_OF_RANGE, name)
    return found


def _first_cell(record: Record) -> str:
    """The row's first cell if it can be an id, for whoever looks for it: of a broken row it may be a piece of any text."""
    cell = record.raw[:200].decode("utf-8", "replace").split(",", 1)[0].strip()
    return cell if _ID.fullmatch(cell) and not _NUMBER.fullmatch(cell) else ""
