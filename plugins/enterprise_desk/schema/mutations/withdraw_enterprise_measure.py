"""withdrawEnterpriseMeasure (撤下惠企政策): no longer offered."""

import strawberry

from plugins.enterprise_desk.commands.withdraw_measure import withdraw_measure
from plugins.enterprise_desk.inputs import WithdrawMeasure
from plugins.enterprise_desk.schema.payloads import EnterpriseMeasurePayload, answer_measure
from schema.api import Info, Input, Versioned, given, key, mutation


@strawberry.input(description="Withdraw a measure.\n撤下惠企政策")
class WithdrawEnterpriseMeasureInput(Versioned):
    """Art. 17."""

    measure_id: strawberry.ID = strawberry.field(description="The measure.\n惠企政策")

    def command(self) -> WithdrawMeasure:
        """See CommandInput."""
        return WithdrawMeasure(
            measure_id=key(self.measure_id, "enterprise_measure", "measureId"),
            expected_version=given(self.expected_version),
        )


@strawberry.type(description="What withdrawEnterpriseMeasure answers.\n撤下惠企政策结果")
class WithdrawEnterpriseMeasurePayload(EnterpriseMeasurePayload):
    """The measure, withdrawn."""


@strawberry.type
class WithdrawEnterpriseMeasureMutation:
    """Root field."""

    @mutation("Withdraw a measure (Art. 17).\n撤下惠企政策")
    async def withdraw_enterprise_measure(
        self, info: Info, input: Input[WithdrawEnterpriseMeasureInput]
    ) -> WithdrawEnterpriseMeasurePayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer_measure(WithdrawEnterpriseMeasurePayload, info, withdraw_measure, input)
