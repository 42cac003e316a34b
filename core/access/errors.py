"""How a policy file is refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and the mend; `line` counts from 1, None where the whole file is meant."""

    line: int | None
    problem: str
    mend: str

    def __str__(self) -> str:
        place = "" if self.line is None else f" line {self.line}"
        return f"{place}: {self.problem}; {self.mend}"


class PolicyError(ValueError):
    """A policy file that cannot be trusted: nothing of it is used. The text names file, line and mend."""

    def __init__(self, file: Path, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(f"{file}{fault}" for fault in faults))
        self.file, self.faults = file, tuple(faults)
