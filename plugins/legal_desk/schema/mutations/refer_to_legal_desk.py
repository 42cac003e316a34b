"""referToLegalDesk (转法律服务专席)."""

import strawberry

from plugins.legal_desk.commands.refer import refer
from plugins.legal_desk.inputs import Refer
from plugins.legal_desk.schema.payloads import ConsultationPayload, consulted
from schema.api import Info, Input, OnCaseInput, bounded, mutation, optional_list


@strawberry.input(description="Bring a case before the legal desk.\n转法律服务专席")
class ReferToLegalDeskInput(OnCaseInput):
    """Art. 17."""

    reason: str = strawberry.field(description="Why, a code of legal_desk_reason.\n转入原因代码")
    matter: str = strawberry.field(description="Field of law, a code of legal_desk_matter.\n法律领域代码")
    question: str = strawberry.field(description="What is asked, at most 20,000 characters.\n咨询问题（最多 20000 字）")
    opponents: list[str] = optional_list(
        "Names of the other side, at most 20 of 200 characters.\n对方当事人（最多 20 个，每个最多 200 字）"
    )

    def command(self) -> Refer:
        """See CommandInput."""
        return Refer(
            **self.subject(),
            reason=self.reason,
            matter=self.matter,
            question=self.question,
            opponents=tuple(bounded(self.opponents, "opponents")),
        )


@strawberry.type(description="What referToLegalDesk answers.\n转专席结果")
class ReferToLegalDeskPayload(ConsultationPayload):
    """The new consultation."""


@strawberry.type
class ReferToLegalDeskMutation:
    """Root field."""

    @mutation("Bring a case before the legal desk (Art. 17).\n转法律服务专席")
    async def refer_to_legal_desk(self, info: Info, input: Input[ReferToLegalDeskInput]) -> ReferToLegalDeskPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await consulted(ReferToLegalDeskPayload, info, refer, input)
