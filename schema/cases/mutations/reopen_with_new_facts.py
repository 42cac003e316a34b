"""reopenWithNewFacts (新情况重开): new facts open an ended case again."""

import strawberry

from core.cases.commands.reopen_with_new_facts import reopen_with_new_facts
from core.cases.inputs.triage import ReopenWithNewFacts
from schema.cases.inputs import Input, OnCaseInput, keys, optional_list
from schema.cases.payloads import CasePayload, answer
from schema.context import Info
from schema.decorators import mutation


@strawberry.input(description="Open an ended case again because of new facts.\n新情况重开")
class ReopenWithNewFactsInput(OnCaseInput):
    """Art. 13(4)."""

    new_facts: str = strawberry.field(
        description="What is new, at most 20,000 characters; joins the content.\n新情况（最多 20000 字，并入诉求内容）"
    )
    attachments: list[strawberry.ID] = optional_list("Complete attachments, at most 20.\n附件（最多 20 个）")

    def command(self) -> ReopenWithNewFacts:
        """See CommandInput."""
        return ReopenWithNewFacts(
            **self.subject(), new_facts=self.new_facts, attachments=keys(self.attachments, "attachment", "attachments")
        )


@strawberry.type(description="What reopenWithNewFacts answers.\n新情况重开结果")
class ReopenWithNewFactsPayload(CasePayload):
    """The case, received again; a new round if it had been dispatched."""


@strawberry.type
class ReopenWithNewFactsMutation:
    """Root field."""

    @mutation("Open an ended case again because of new facts (Art. 13(4)).\n新情况重开")
    async def reopen_with_new_facts(
        self, info: Info, input: Input[ReopenWithNewFactsInput]
    ) -> ReopenWithNewFactsPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(ReopenWithNewFactsPayload, info, reopen_with_new_facts, input)
