"""reviseEnterpriseMeasure (修订惠企政策): all terms anew."""

import strawberry

from plugins.enterprise_desk.commands.revise_measure import revise_measure
from plugins.enterprise_desk.inputs import ReviseMeasure
from plugins.enterprise_desk.schema.measure_terms import MeasureTermsInput
from plugins.enterprise_desk.schema.payloads import EnterpriseMeasurePayload, answer_measure
from schema.api import Info, Input, Versioned, given, key, mutation


@strawberry.input(description="Revise a measure, all terms anew.\n修订惠企政策")
class ReviseEnterpriseMeasureInput(MeasureTermsInput, Versioned):
    """Art. 17."""

    measure_id: strawberry.ID = strawberry.field(description="The measure.\n惠企政策")

    def command(self) -> ReviseMeasure:
        """See CommandInput."""
        return ReviseMeasure(
            measure_id=key(self.measure_id, "enterprise_measure", "measureId"),
            expected_version=given(self.expected_version),
            terms=self.terms(),
        )


@strawberry.type(description="What reviseEnterpriseMeasure answers.\n修订惠企政策结果")
class ReviseEnterpriseMeasurePayload(EnterpriseMeasurePayload):
    """The measure, revised."""


@strawberry.type
class ReviseEnterpriseMeasureMutation:
    """Root field."""

    @mutation("Revise a measure, all terms anew (Art. 17).\n修订惠企政策")
    async def revise_enterprise_measure(
        self, info: Info, input: Input[ReviseEnterpriseMeasureInput]
    ) -> ReviseEnterpriseMeasurePayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer_measure(ReviseEnterpriseMeasurePayload, info, revise_measure, input)
