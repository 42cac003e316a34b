"""What every mutation in a coordination is given."""

from typing import TypedDict
from uuid import UUID

import strawberry

from schema.api import Versioned, given, key


class Subject(TypedDict):
    """The coordination, and the version the caller knows."""

    coordination_id: UUID
    expected_version: int | None


@strawberry.input
class OnCoordinationInput(Versioned):
    """Inherited by inputs of mutations in a coordination; `expectedVersion` is the coordination's."""

    coordination_id: strawberry.ID = strawberry.field(description="The coordination.\n跨部门协调")

    def subject(self) -> Subject:
        """Raises NotFound for an id that is no coordination's."""
        return {
            "coordination_id": key(self.coordination_id, "enterprise_coordination", "coordinationId"),
            "expected_version": given(self.expected_version),
        }
