"""The reader of the hand-written oracle: which verb is open to whom, in which state, and what guards it.

The two tables beside this file were set down from the regulation and the design without looking at the code; tests
hold the code against them. Their header comments say how to read them.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

HERE = Path(__file__).parent
NOTHING_YET = "NONE"
SYSTEM = "system"

Machine = Literal["CASE", "ASSIGNMENT"]


@dataclass(frozen=True, slots=True)
class Row:
    """One triple of state, verb and role, and what becomes of it.

    `state` is None for what does not exist yet. `to` and `case_to` are the states that facts choose between, `case_to`
    empty where the case keeps its own; `case_from` is the case's state in which an assignment's row is arranged.
    """

    machine: Machine
    state: str | None
    verb: str
    role: str
    allowed: bool
    to: frozenset[str]
    case_from: str | None
    case_to: frozenset[str]
    article: str

    @property
    def name(self) -> str:
        """What a test report calls the row."""
        return f"{self.verb}-{self.state or NOTHING_YET}-{self.role}"


@dataclass(frozen=True, slots=True)
class GuardRow:
    """One situation in which a guard refuses (`code` says with what) or lets pass (`code` is None)."""

    guard: str
    verb: str
    situation: str
    allowed: bool
    code: str | None
    article: str


@cache
def rows() -> tuple[Row, ...]:
    """Every line of life_cycle.csv, the system's included."""
    return tuple(_row(line) for line in _lines("life_cycle.csv"))


def verb_rows() -> tuple[Row, ...]:
    """The lines about people: what a signed-in role tries."""
    return tuple(row for row in rows() if row.role != SYSTEM)


def system_rows() -> tuple[Row, ...]:
    """The lines about what happens without a verb of the object's own: lapse, derivation, cancellation."""
    return tuple(row for row in rows() if row.role == SYSTEM)


@cache
def guard_rows() -> tuple[GuardRow, ...]:
    """Every line of life_cycle_guards.csv."""
    return tuple(_guard_row(line) for line in _lines("life_cycle_guards.csv"))


def _lines(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader((line for line in file if not line.startswith("#")), strict=True))


def _row(line: dict[str, str]) -> Row:
    return Row(
        machine=_machine(line["machine"]),
        state=None if line["state"] == NOTHING_YET else line["state"],
        verb=line["verb"],
        role=line["role"],
        allowed=_yes(line["allowed"]),
        to=_states(line["to"]),
        case_from=line["case_from"] or None,
        case_to=_states(line["case_to"]),
        article=line["article"],
    )


def _guard_row(line: dict[str, str]) -> GuardRow:
    return GuardRow(
        guard=line["guard"],
        verb=line["verb"],
        situation=line["situation"],
        allowed=_yes(line["allowed"]),
        code=line["code"] or None,
        article=line["article"],
    )


def _machine(text: str) -> Machine:
    if text == "CASE":
        return "CASE"
    if text == "ASSIGNMENT":
        return "ASSIGNMENT"
    raise ValueError(f"machine {text!r}: CASE or ASSIGNMENT")


def _yes(text: str) -> bool:
    if text not in {"yes", "no"}:
        raise ValueError(f"allowed {text!r}: yes or no")
    return text == "yes"


def _states(text: str) -> frozenset[str]:
    return frozenset(text.split("|")) if text else frozenset()
