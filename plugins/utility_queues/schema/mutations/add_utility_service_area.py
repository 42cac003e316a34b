"""addUtilityServiceArea (登记服务范围): Say which company serves a place from a day on."""

from datetime import date

import strawberry

from plugins.utility_queues.commands.add_service_area import add_service_area
from plugins.utility_queues.inputs import AddServiceArea
from plugins.utility_queues.schema import enums  # noqa: F401 - registers the enums the fields name
from plugins.utility_queues.schema.inputs import COMPANY, company_key
from plugins.utility_queues.schema.payloads import UtilityServiceAreaPayload, area_payload
from plugins.utility_queues.vocabulary import Utility
from schema.api import Idempotent, Info, Input, mutation, optional, run


@strawberry.input(description="Say which company serves a place from a day on.\n登记服务范围")
class AddUtilityServiceAreaInput(Idempotent):
    """Art. 18."""

    company_id: strawberry.ID = strawberry.field(description=COMPANY)
    utility: Utility = strawberry.field(description="Which utility.\n公用事业类别")
    district: str = strawberry.field(description="The place, by code.\n区划代码")
    category: str | None = optional("Only this category of the utility, by code.\n限定的诉求类别（代码）")
    basis: str = strawberry.field(
        description="Why the company serves the place, at most 2,000 characters.\n依据（最多 2000 字）"
    )
    valid_from: date = strawberry.field(description="First day.\n生效日期")
    valid_to: date | None = optional("Last day.\n失效日期")

    def command(self) -> AddServiceArea:
        """See CommandInput."""
        return AddServiceArea(
            company_id=company_key(self.company_id),
            utility=self.utility,
            district=self.district,
            category=self.category,
            basis=self.basis,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
        )


@strawberry.type(description="What addUtilityServiceArea answers.\n登记服务范围结果")
class AddUtilityServiceAreaPayload(UtilityServiceAreaPayload):
    """The new area."""


@strawberry.type
class AddUtilityServiceAreaMutation:
    """Root field."""

    @mutation("Say which company serves a place from a day on (Art. 18).\n登记服务范围")
    async def add_utility_service_area(
        self, info: Info, input: Input[AddUtilityServiceAreaInput]
    ) -> AddUtilityServiceAreaPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await area_payload(AddUtilityServiceAreaPayload, info, await run(info, add_service_area, input))
