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
from core.access.operations import owner_of, registered
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
class PluginPolicy:
    """A plug-in's own lines, in the form of the policy file.

    They grant operations below its prefix, to roles of the file or to its own, which begin with its name: `r:tourism_guide`.
    """

    plugin: str
    text: str


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


def read_policy(path: Path, plugins: Sequence[PluginPolicy] = ()) -> Policy:
    """Check every line, then the whole: of the file, then of each plug-in. PolicyError names line and mend of every fault."""
    lines = tuple(_lines(_decoded(path)))
    faults = [fault for line in lines for fault in _line_faults(line)] or list(_whole_faults(lines))
    if faults:
        raise PolicyError(path, faults)
    added = [line for plugin in plugins for line in _plugin_lines(plugin, lines)]
    whole = (*lines, *added)
    return Policy(_roles(whole), "\n".join(", ".join(line.cells) for line in whole))


def _plugin_lines(plugin: PluginPolicy, core: Sequence[_Line]) -> tuple[_Line, ...]:
    """Raises PolicyError: a plug-in's lines speak of its own operations and declare its own roles, and of nothing else."""
    lines = tuple(_lines(plugin.text))
    groups = _names(core) - _roles(core)
    faults = [fault for line in lines for fault in _line_faults(line) or _foreign(plugin.plugin, line, groups)]
    faults = faults or [*_unknown_roles(lines, _names(core) | _names(lines)), *_consistency_faults(lines)]
    if faults:
        raise PolicyError(Path(plugin.plugin) / "policy.csv", faults)
    return lines


def _foreign(plugin: str, line: _Line, groups: frozenset[str]) -> list[Fault]:
    """A role of a plug-in may join a group that everybody may; it takes over nothing from a role of the file."""
    kind, role, other = line.cells[:3]
    if kind == "p":
        mend = f"grant operations below {plugin}/ only"
        return [] if owner_of(other) == plugin else [Fault(line.number, f"operation {other!r} is not its own", mend)]
    own = f"r:{plugin}_"
    strange = [] if role.startswith(own) else [role]
    strange += [] if other.startswith(own) or other in groups else [other]
    return [Fault(line.number, f"{name} is not its own", f"declare roles that begin with {own}") for name in strange]


def _lines(text: str) -> Iterator[_Line]:
    for number, line in enumerate(text.split("\n"), start=1):
        stripped = line.strip()
        if stripped and not stripped.startswith("#"):
            yield _Line(number, tuple(cell.strip() for cell in stripped.split(",")))


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


def _line_faults(line: _Line) -> list[Fault]:
    return list(_faults_of(line))


def _faults_of(line: _Line) -> Iterator[Fault]:
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
    yield from _unknown_roles(lines, _names(lines))
    if not any(line.cells[0] == "p" for line in lines):
        yield Fault(None, "it grants nothing", "give it at least one rule")
    yield from _consistency_faults(lines)


def _roles(lines: Sequence[_Line]) -> frozenset[str]:
    return frozenset(line.cells[1] for line in lines if line.cells[0] == "g")


def _names(lines: Sequence[_Line]) -> frozenset[str]:
    """Every role and group that is declared."""
    return frozenset(name for line in lines if line.cells[0] == "g" for name in line.cells[1:])


def _unknown_roles(lines: Sequence[_Line], known: frozenset[str]) -> Iterator[Fault]:
    for line in lines:
        if line.cells[0] == "p" and line.cells[1] not in known:
            yield Fault(line.number, f"unknown role {line.cells[1]!r}", "declare it: g, r:ROLE, r:GROUP")


def _consistency_faults(lines: Sequence[_Line]) -> Iterator[Fault]:
    yield from _repetitions(lines)
    links = [(line.number, line.cells[1], line.cells[2]) for line in lines if line.cells[0] == "g"]
    yield from inheritance_faults(links)


def _repetitions(lines: Sequence[_Line]) -> Iterator[Fault]:
    seen: dict[tuple[str, ...], int] = {}
    for line in lines:
        told = line.cells[:4] + line.cells[5:]
        first = seen.setdefault(told, line.number)
        if first != line.number:
            yield Fault(line.number, f"says again what line {first} says", "remove one of the two lines")
