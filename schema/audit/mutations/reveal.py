"""reveal (查看明文): a reporter's field, unmasked, for a stated purpose.

It has no idempotency key: every showing is one of its own in the log, and counts.
"""

import strawberry

from core.audit.reveal import ReporterField, Reveal, opened, reveal
from schema.attachments.run import run
from schema.audit import fields  # noqa: F401 - registers the enum the field names
from schema.cases.inputs import Input, key, optional
from schema.context import Info
from schema.decorators import mutation
from schema.errors import UserError


@strawberry.input(description="Have a reporter's field revealed.\n查看诉求人明文")
class RevealInput:
    """What is entered in the log before the value is answered."""

    case_id: strawberry.ID = strawberry.field(description="The case.\n工单标识")
    field: ReporterField = strawberry.field(description="Which field.\n信息项")
    purpose: str = strawberry.field(description="What for: a code of the set reveal_purpose.\n查看目的代码")
    note: str | None = optional(
        "The purpose in words, at most 200 characters; sealed.\n目的说明（最多 200 字，加密保存）"
    )

    def command(self) -> Reveal:
        """As the command takes it. Raises NotFound for an id that is none of a case."""
        case_id = key(self.case_id, "case", "caseId")
        return Reveal(case_id=case_id, field=self.field, purpose=self.purpose, note=self.note)


@strawberry.type(description="What reveal answers.\n查看明文结果")
class RevealPayload:
    """Keep the value no longer than the purpose needs it."""

    value: str | None = strawberry.field(description="As it was given; null when refused.\n明文")
    remaining: int | None = strawberry.field(
        description="How many more fields the account may have revealed today.\n今日剩余次数"
    )
    user_errors: list[UserError] = strawberry.field(description="Why it was refused; empty when done.\n业务拒绝原因")


@strawberry.type
class RevealMutation:
    """Root field."""

    @mutation("Have one field of a reporter revealed for a stated purpose; the log has it first.\n查看诉求人明文")
    async def reveal(self, info: Info, input: Input[RevealInput]) -> RevealPayload:
        """Raises no refusal: it stands in `userErrors`."""
        granted = await run(info, reveal, input.command)
        if isinstance(granted, list):
            return RevealPayload(value=None, remaining=None, user_errors=granted)
        value = await opened(info.context.services.keys, granted)
        return RevealPayload(value=value, remaining=granted.remaining, user_errors=[])
