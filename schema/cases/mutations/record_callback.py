"""recordCallback (回访): one attempt to call the reporter back, and the answers."""

import strawberry

from core.cases.commands.record_callback import record_callback
from core.cases.inputs.callback import RecordCallback
from core.cases.states import Channel, Resolution, Satisfaction
from schema.cases.inputs import Input, OnCaseInput, optional
from schema.cases.payloads import CasePayload, answer
from schema.context import Info
from schema.decorators import mutation


@strawberry.input(description="Record one attempt to call back and, when reached, the separate answers.\n回访")
class RecordCallbackInput(OnCaseInput):
    """Art. 16."""

    channel: Channel = strawberry.field(description="How.\n回访渠道")
    reached: bool = strawberry.field(description="Whether the reporter was reached.\n是否接通")
    not_rated_reason: str | None = optional(
        "Why there is no rating: a code of the set not_rated_reason.\n未评价原因代码"
    )
    contacted_by_unit: bool | None = optional("Whether the unit had been in touch.\n承办单位是否联系")
    resolved: Resolution | None = optional("Whether it is solved.\n是否解决")
    result: Satisfaction | None = optional("Satisfaction with the result.\n对办理结果是否满意")
    process: Satisfaction | None = optional("Satisfaction with the process.\n对办理过程是否满意")
    comment: str | None = optional("What the reporter added, at most 20,000 characters.\n评价意见（最多 20000 字）")

    def command(self) -> RecordCallback:
        """See CommandInput."""
        return RecordCallback(
            **self.subject(),
            channel=self.channel,
            reached=self.reached,
            not_rated_reason=self.not_rated_reason,
            contacted_by_unit=self.contacted_by_unit,
            resolved=self.resolved,
            result=self.result,
            process=self.process,
            comment=self.comment,
        )


@strawberry.type(description="What recordCallback answers.\n回访结果")
class RecordCallbackPayload(CasePayload):
    """The case: closed, waiting for a finding, or for another attempt."""


@strawberry.type
class RecordCallbackMutation:
    """Root field."""

    @mutation("Record one attempt to call back and, when reached, the separate answers (Art. 16).\n回访")
    async def record_callback(self, info: Info, input: Input[RecordCallbackInput]) -> RecordCallbackPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(RecordCallbackPayload, info, record_callback, input)
