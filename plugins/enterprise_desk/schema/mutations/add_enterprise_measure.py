"""addEnterpriseMeasure (新增惠企政策): a measure is published."""

import strawberry

from plugins.enterprise_desk.commands.add_measure import add_measure
from plugins.enterprise_desk.inputs import AddMeasure
from plugins.enterprise_desk.schema.measure_terms import MeasureTermsInput
from plugins.enterprise_desk.schema.payloads import EnterpriseMeasurePayload, answer_measure
from schema.api import Idempotent, Info, Input, mutation


@strawberry.input(description="Add a measure for enterprises.\n新增惠企政策")
class AddEnterpriseMeasureInput(MeasureTermsInput, Idempotent):
    """Art. 17."""

    def command(self) -> AddMeasure:
        """See CommandInput."""
        return AddMeasure(
            terms=self.terms(),
        )


@strawberry.type(description="What addEnterpriseMeasure answers.\n新增惠企政策结果")
class AddEnterpriseMeasurePayload(EnterpriseMeasurePayload):
    """The new measure."""


@strawberry.type
class AddEnterpriseMeasureMutation:
    """Root field."""

    @mutation("Add a measure for enterprises (Art. 17).\n新增惠企政策")
    async def add_enterprise_measure(
        self, info: Info, input: Input[AddEnterpriseMeasureInput]
    ) -> AddEnterpriseMeasurePayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer_measure(AddEnterpriseMeasurePayload, info, add_measure, input)
