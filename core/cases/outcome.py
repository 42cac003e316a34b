"""What a command answers."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Outcome:
    """The object the command acted on or made, and its version now.

    `secret` is told once and never stored in the clear: the access code of a new case.
    """

    case_id: UUID
    object_id: UUID
    version: int
    secret: str | None = field(default=None, repr=False)
