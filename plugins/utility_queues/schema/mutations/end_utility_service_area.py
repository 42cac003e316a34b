"""endUtilityServiceArea (结束服务范围): Say on which day a company serves a place for the last time."""

from datetime import date

import strawberry

from plugins.utility_queues.commands.end_service_area import end_service_area
from plugins.utility_queues.inputs import EndServiceArea
from plugins.utility_queues.schema.payloads import UtilityServiceAreaPayload, area_payload
from schema.api import Info, Input, Versioned, given, key, mutation, run


@strawberry.input(description="Say on which day a company serves a place for the last time.\n结束服务范围")
class EndUtilityServiceAreaInput(Versioned):
    """Art. 18."""

    service_area_id: strawberry.ID = strawberry.field(description="The area.\n服务范围")
    valid_to: date = strawberry.field(description="Last day.\n失效日期")

    def command(self) -> EndServiceArea:
        """See CommandInput."""
        return EndServiceArea(
            area_id=key(self.service_area_id, "utility_service_area", "serviceAreaId"),
            valid_to=self.valid_to,
            expected_version=given(self.expected_version),
        )


@strawberry.type(description="What endUtilityServiceArea answers.\n结束服务范围结果")
class EndUtilityServiceAreaPayload(UtilityServiceAreaPayload):
    """The area, with its end."""


@strawberry.type
class EndUtilityServiceAreaMutation:
    """Root field."""

    @mutation("Say on which day a company serves a place for the last time (Art. 18).\n结束服务范围")
    async def end_utility_service_area(
        self, info: Info, input: Input[EndUtilityServiceAreaInput]
    ) -> EndUtilityServiceAreaPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await area_payload(EndUtilityServiceAreaPayload, info, await run(info, end_service_area, input))
