"""Invariants read from the tables' own declarations: closed vocabularies, and the columns of sealed fields."""

# ruff: noqa: S608 - the parts are written here, nothing of them comes from outside.

from collections.abc import Iterator
from enum import StrEnum

from sqlalchemy import LargeBinary, Table

from core.cases.states import AssignmentState, CaseState, Channel, Kind, Role, Urgency
from core.deadlines.budget import Mode
from core.deadlines.timers import TimerKind
from core.doctor.invariant import Invariant
from core.tables import BUSINESS


class ClockWord(StrEnum):
    """The states of a clock."""

    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    MET = "MET"
    LATE = "LATE"
    CANCELLED = "CANCELLED"


class TimerWord(StrEnum):
    """The states of a timer."""

    ARMED = "ARMED"
    FIRED = "FIRED"
    DISARMED = "DISARMED"


_VOCABULARIES: dict[str, type[StrEnum]] = {
    "case_file.state": CaseState, "case_file.kind": Kind, "case_file.channel": Channel, "case_file.urgency": Urgency,
    "assignment.state": AssignmentState, "assignment.role": Role, "clock.state": ClockWord, "clock.mode": Mode,
    "timer.state": TimerWord, "timer.kind": TimerKind,
}  # fmt: skip


def _unknown(place: str, words: type[StrEnum]) -> str:
    table, column = place.split(".")
    listed = ", ".join(f"'{word}'" for word in words)
    return f"select id::text, '{place} ' || {column} from {table} where {column} not in ({listed})"


def _sealed(table: Table) -> Iterator[str]:
    """A mask without its ciphertext, a ciphertext without its mask, an index of neither. What is no text has no mask."""
    for column in table.c:
        name, _, suffix = column.name.rpartition("_")
        if suffix == "sealed" and isinstance(column.type, LargeBinary) and f"{name}_mask" in table.c:
            index = f"{name}_index"
            odd = f"({name}_sealed is null) <> ({name}_mask is null)"
            odd += f" or ({name}_sealed is null and {index} is not null)" if index in table.c else ""
            yield f"select id::text, '{table.name}.{name}' from {table.name} where {odd}"


VOCABULARY = Invariant(
    "column.vocabulary",
    "states and kinds are closed vocabularies",
    "改为已定义的值。",
    "Set it to a value that is defined.",
    " union all ".join(_unknown(place, words) for place, words in _VOCABULARIES.items()),
)

SEALED = Invariant(
    "column.sealed",
    "Art. 28",
    "从备份恢复该字段；密文与掩码应同时存在，索引随密文。",
    "Restore the field from a backup: ciphertext and mask stand together, and an index with them.",
    " union all ".join(statement for table in BUSINESS for statement in _sealed(table)),
)

COLUMNS = (VOCABULARY, SEALED)
