"""What a command acts on, and the version of it that the caller knows.

`expected_version` is that of the object the command acts on: the case, or the assignment; None means the caller has not
read it and accepts whatever it is (service accounts may not: the API asks them for it).
"""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCase:
    """A command on a case."""

    case_id: UUID
    expected_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnAssignment:
    """A command on an assignment."""

    assignment_id: UUID
    expected_version: int | None = None
