"""Reading a seed file strictly: whatever is wrong is refused with its file, line and column, and how to mend it."""

import csv
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable


class SeedError(ValueError):
    """A seed file cannot be read; the text names the place and the mend."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a seed file, its cells by column; `number` counts from 1, the header being line 1."""

    file: str
    number: int
    cells: Mapping[str, str]

    def refusal(self, column: str, problem: str, mend: str) -> SeedError:
        return SeedError(f"{self.file} line {self.number}, column {column}: {problem}; {mend}")

    def text(self, column: str) -> str:
        value = self.cells[column]
        if not value or value != value.strip():
            raise self.refusal(
                column, f"{value!r} is empty or has blanks around it", "give a value without blanks around it"
            )
        return value

    def optional(self, column: str) -> str | None:
        return self.text(column) if self.cells[column] else None

    def code(self, column: str, pattern: str, shape: str) -> str:
        value = self.text(column)
        if re.fullmatch(pattern, value, re.ASCII) is None:
            raise self.refusal(column, f"{value!r} is not {shape}", f"give {shape}")
        return value

    def optional_code(self, column: str, pattern: str, shape: str) -> str | None:
        return self.code(column, pattern, shape) if self.cells[column] else None

    def one_of(self, column: str, allowed: Collection[str]) -> str:
        value = self.text(column)
        if value not in allowed:
            raise self.refusal(column, f"{value!r} is unknown", f"use one of {', '.join(sorted(allowed))}")
        return value

    def many(self, column: str, pattern: str, shape: str) -> tuple[str, ...]:
        values = tuple(self.cells[column].split(";")) if self.cells[column] else ()
        for value in values:
            if re.fullmatch(pattern, value, re.ASCII) is None or values.count(value) > 1:
                raise self.refusal(
                    column, f"{value!r} is not {shape}, or is repeated", "join such values with ;, each once"
                )
        return values

    def flag(self, column: str) -> bool:
        return self.one_of(column, ("true", "false")) == "true"

    def day(self, column: str) -> date:
        value = self.code(column, r"\d{4}-\d{2}-\d{2}", "a date like 2026-01-31")
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise self.refusal(column, f"{value!r} is not in the calendar", "give an existing date") from None

    def optional_day(self, column: str) -> date | None:
        return self.day(column) if self.cells[column] else None


def read_lines(folder: Traversable, file: str, columns: Sequence[str]) -> Iterator[Line]:
    """The lines of `file` below its header, which must be exactly `columns` (UTF-8, comma separated).

    Raises SeedError for a file that is missing, not UTF-8, not CSV, or whose header or number of cells differs.
    """
    reader = csv.reader(_decoded(folder, file).splitlines(keepends=True), strict=True)
    try:
        header = next(reader, [])
        if header != list(columns):
            raise SeedError(f"{file} line 1: the header is {','.join(header)!r}; make it {','.join(columns)!r}")
        for cells in reader:
            if len(cells) != len(columns):
                raise SeedError(
                    f"{file} line {reader.line_num}: {len(cells)} cells; give {len(columns)}, one per column"
                )
            yield Line(file, reader.line_num, dict(zip(columns, cells, strict=True)))
    except csv.Error as error:
        raise SeedError(f"{file} line {reader.line_num}: not CSV ({error}); mend the quotes of that line") from None


def _decoded(folder: Traversable, file: str) -> str:
    try:
        raw = (folder / file).read_bytes()
    except FileNotFoundError:
        raise SeedError(f"{file}: there is no such file in the seed folder; put it back") from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = raw.count(b"\n", 0, error.start) + 1
        raise SeedError(f"{file} line {number}: not UTF-8; save the file as UTF-8") from None
