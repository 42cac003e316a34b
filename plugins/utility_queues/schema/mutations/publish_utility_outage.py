"""publishUtilityOutage (发布停供通知): Publish that the supply is, or will be, cut."""

from datetime import datetime

import strawberry

from plugins.utility_queues.commands.publish_outage import publish_outage
from plugins.utility_queues.inputs import PublishOutage
from plugins.utility_queues.schema import enums  # noqa: F401 - registers the enums the fields name
from plugins.utility_queues.schema.inputs import COMPANY, UtilityPlaceInput, company_key
from plugins.utility_queues.schema.payloads import UtilityOutagePayload, notice_payload
from plugins.utility_queues.vocabulary import Utility
from schema.api import Idempotent, Info, Input, bounded, mutation, optional, run


@strawberry.input(description="Publish that the supply is, or will be, cut.\n发布停供通知")
class PublishUtilityOutageInput(Idempotent):
    """Art. 18."""

    company_id: strawberry.ID = strawberry.field(description=COMPANY)
    utility: Utility = strawberry.field(description="Which utility.\n公用事业类别")
    places: list[UtilityPlaceInput] = strawberry.field(
        description="Where, at most 20; within the company's service area.\n影响范围（最多 20 处）"
    )
    cause: str = strawberry.field(description="A code of utility_queues_cause.\n原因（代码）")
    planned: bool = strawberry.field(description="Whether it was planned.\n是否计划内")
    note: str | None = optional("What the public is told besides, at most 2,000 characters.\n补充说明（最多 2000 字）")
    starts_at: datetime = strawberry.field(description="From when.\n开始时间")
    expected_at: datetime | None = optional("When the supply is expected back.\n预计恢复时间")

    def command(self) -> PublishOutage:
        """See CommandInput."""
        return PublishOutage(
            company_id=company_key(self.company_id),
            utility=self.utility,
            places=tuple(one.place() for one in bounded(self.places, "places")),
            cause=self.cause,
            planned=self.planned,
            note=self.note,
            starts_at=self.starts_at,
            expected_at=self.expected_at,
        )


@strawberry.type(description="What publishUtilityOutage answers.\n发布停供通知结果")
class PublishUtilityOutagePayload(UtilityOutagePayload):
    """The notice; what it explains is gathered in a moment."""


@strawberry.type
class PublishUtilityOutageMutation:
    """Root field."""

    @mutation("Publish that the supply is, or will be, cut (Art. 18).\n发布停供通知")
    async def publish_utility_outage(
        self, info: Info, input: Input[PublishUtilityOutageInput]
    ) -> PublishUtilityOutagePayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await notice_payload(PublishUtilityOutagePayload, info, await run(info, publish_outage, input))
