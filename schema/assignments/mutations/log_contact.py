"""logContact (联系诉求人): contact first."""

import strawberry

from core.cases.commands.log_contact import log_contact
from core.cases.inputs.handling import LogContact
from schema.assignments.inputs import OnAssignmentInput
from schema.assignments.payloads import AssignmentPayload, answer
from schema.cases.inputs import Input, keys, optional, optional_list
from schema.context import Info
from schema.decorators import mutation


@strawberry.input(description="Record an attempt to contact the reporter.\n联系诉求人")
class LogContactInput(OnAssignmentInput):
    """Art. 15(1)."""

    method: str = strawberry.field(description="How: a code of the set contact_method.\n联系方式代码")
    outcome: str = strawberry.field(description="With what outcome: a code of the set contact_outcome.\n联系结果代码")
    note: str | None = optional("Note, at most 20,000 characters.\n联系内容（最多 20000 字）")
    evidence: list[strawberry.ID] = optional_list("Complete attachments, at most 20.\n佐证材料（最多 20 个）")

    def command(self) -> LogContact:
        """See CommandInput."""
        return LogContact(
            **self.subject(),
            method=self.method,
            outcome=self.outcome,
            note=self.note,
            evidence=keys(self.evidence, "attachment", "evidence"),
        )


@strawberry.type(description="What logContact answers.\n联系诉求人结果")
class LogContactPayload(AssignmentPayload):
    """The assignment, in handling."""


@strawberry.type
class LogContactMutation:
    """Root field."""

    @mutation("Record an attempt to contact the reporter (Art. 15(1)).\n联系诉求人")
    async def log_contact(self, info: Info, input: Input[LogContactInput]) -> LogContactPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(LogContactPayload, info, log_contact, input)
