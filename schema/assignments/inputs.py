"""What the inputs of mutations on assignments share."""

from typing import TypedDict
from uuid import UUID

import strawberry

from schema.inputs import Versioned
from schema.relay.ids import expect
from schema.relay.windows import given


class Subject(TypedDict):
    """What every command on an assignment is given."""

    assignment_id: UUID
    expected_version: int | None


@strawberry.input
class OnAssignmentInput(Versioned):
    """Inherited by inputs of mutations on an assignment."""

    assignment_id: strawberry.ID = strawberry.field(description="The assignment.\n承办任务")

    def subject(self) -> Subject:
        """The assignment and the version the caller knows. Raises NotFound for an id that is no assignment's."""
        return {
            "assignment_id": expect(self.assignment_id, "assignment", "input", "assignmentId"),
            "expected_version": given(self.expected_version),
        }
