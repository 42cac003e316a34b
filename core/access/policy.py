"""Reading a policy file strictly: Casbin itself passes silently over what it does not understand.

A line is empty, a comment (`#`), a declaration `g, r:ROLE, r:GROUP` (the role exists, and may what the group may), or a
rule `p, r:ROLE, OPERATION, SCOPE, SECRECY, EFT`. A deny takes the operation away altogether, so it says `all` and the
highest secrecy; anything narrower would promise what Casbin does not do.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from core.access.errors import Fault, PolicyError
from core.access.inheritance import inheritance_faults
from core.access.operations import registered
from core.cases.states import Secrecy


class Scope(StrEnum):
    """Which rows an operation reaches, seen from the grant."""

    OWN = "own"
    UNIT = "unit"
    DISTRICT = "district"
    ALL = "all"


class Effect(StrEnum):
    """What a rule does; one deny outweighs every allow."""

    ALLOW = "allow"
    DENY = "deny"


@dataclass(frozen=True, slots=True)
class Policy:
    """A file that passed every check: the roles it declares, and its lines without comments, as Casbin gets them."""

    roles: frozenset[str]
    text: str


class _Line(NamedTuple):
    number: int
    cells: tuple[str, ...]


_COLUMNS = {"p": ("p", "role", "operation", "scope", "max_secrecy", "eft"), "g": ("g", "role", "group")}
_ROLE = re.compile(r"r:[a-z][a-z0-9_]*")
_WIDEST = (Scope.ALL, list(Secrecy)[-1])


def read_policy(path: Path) -> Policy:
    """Check every line, then the whole; PolicyError names the line and the mend of every fault found."""
    lines = tuple(_lines(path))
    faults = [fault for line in lines for fault in _line_faults(line)] or list(_whole_faults(lines))
    if faults:
        raise PolicyError(path, faults)
    roles = frozenset(line.cells[1] for line in lines if line.cells[0] == "g")
    return Policy(roles, "\n".join(", ".join(line.cells) for line in lines))


def _lines(path: Path) -> Iterator[_Line]:
    for number, line in enumerate(_decoded(path).split("\n"), start=1):
        text = line.strip()
        if text and not text.startswith("#"):
            yield _Line(number, tuple(cell.strip() for cell in text.split(",")))


def _decoded(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        problem = f"cannot be read ({error.strerror})"
        raise PolicyError(path, [Fault(None, problem, "name a readable policy file")]) from None
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        number = raw.count(b"\n", 0, error.start) + 1
        raise PolicyError(path, [Fault(number, "not UTF-8", "save the file as UTF-8")]) from None


def _line_faults(line: _Line) -> Iterator[Fault]:
    kind = line.cells[0]
    columns = _COLUMNS.get(kind)
    if columns is None:
        yield Fault(line.number, f"a line begins with {kind!r}", "begin a rule with p, a declaration with g")
    elif len(line.cells) != len(columns):
        yield Fault(line.number, f"{len(line.cells)} columns", f"write {', '.join(columns)}")
    else:
        yield from _cell_faults(line.number, dict(zip(columns, line.cells, strict=True)))


def _cell_faults(number: int, cells: Mapping[str, str]) -> Iterator[Fault]:
    for column in ("role", "group"):
        if column in cells and _ROLE.fullmatch(cells[column]) is None:
            yield Fault(number, f"{column} {cells[column]!r}", "write r: and a name in small letters, digits and _")
    vocabulary = {"operation": registered(), "scope": list(Scope), "max_secrecy": list(Secrecy), "eft": list(Effect)}
    for column, known in vocabulary.items():
        if column in cells and cells[column] not in known:
            yield Fault(number, f"unknown {column} {cells[column]!r}", f"use one of {', '.join(sorted(known))}")
    if cells.get("eft") == Effect.DENY and (cells["scope"], cells["max_secrecy"]) != _WIDEST:
        yield Fault(number, "a deny takes the whole operation away", f"write {', '.join(_WIDEST)}, deny")


def _whole_faults(lines: Sequence[_Line]) -> Iterator[Fault]:
    rules = [line for line in lines if line.cells[0] == "p"]
    declarations = [line for line in lines if line.cells[0] == "g"]
    names = {name for line in declarations for name in line.cells[1:]}
    for line in rules:
        if line.cells[1] not in names:
            yield Fault(line.number, f"unknown role {line.cells[1]!r}", "declare it: g, r:ROLE, r:GROUP")
    if not rules:
        yield Fault(None, "it grants nothing", "give it at least one rule")
    yield from _repetitions(lines)
    yield from inheritance_faults([(line.number, line.cells[1], line.cells[2]) for line in declarations])


def _repetitions(lines: Sequence[_Line]) -> Iterator[Fault]:
    seen: dict[tuple[str, ...], int] = {}
    for line in lines:
        told = line.cells[:4] + line.cells[5:]
        first = seen.setdefault(told, line.number)
        if first != line.number:
            yield Fault(line.number, f"says again what line {first} says", "remove one of the two lines")
