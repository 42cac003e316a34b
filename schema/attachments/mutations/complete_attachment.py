"""completeAttachment (完成上传): the file is there; is it what was sent, and what it was said to be?"""

import strawberry

from core.attachments.commands import complete_attachment
from core.attachments.inputs import CompleteAttachment
from schema.attachments.run import run
from schema.cases.inputs import Input, key
from schema.context import Info
from schema.decorators import mutation
from schema.errors import UserError
from schema.relay.ids import encode


@strawberry.input(description="Say that the file has been sent.\n完成上传")
class CompleteAttachmentInput:
    """Digest and size are those of the file as the sender has it."""

    attachment_id: strawberry.ID = strawberry.field(description="The attachment.\n附件")
    sha256: str = strawberry.field(description="SHA-256 digest, 64 hexadecimal digits.\nSHA-256 校验值")
    size: int = strawberry.field(description="Size in bytes.\n字节数")

    def command(self) -> CompleteAttachment:
        """As the command takes it. Raises NotFound for an id that is no attachment's."""
        wanted = key(self.attachment_id, "attachment", "attachmentId")
        return CompleteAttachment(attachment_id=wanted, sha256=self.sha256, size=self.size)


@strawberry.type(description="What completeAttachment answers.\n完成上传结果")
class CompleteAttachmentPayload:
    """A complete attachment can be given to a case."""

    attachment_id: strawberry.ID | None = strawberry.field(
        description="The attachment, now complete; null when refused.\n附件标识"
    )
    user_errors: list[UserError] = strawberry.field(description="Why it was refused; empty when done.\n业务拒绝原因")


@strawberry.type
class CompleteAttachmentMutation:
    """Root field."""

    @mutation("Check a sent file's size, digest and type; it can be given to a case then.\n完成上传")
    async def complete_attachment(self, info: Info, input: Input[CompleteAttachmentInput]) -> CompleteAttachmentPayload:
        """Raises no refusal: it stands in `userErrors`."""
        done = await run(info, complete_attachment, input.command)
        if isinstance(done, list):
            return CompleteAttachmentPayload(attachment_id=None, user_errors=done)
        return CompleteAttachmentPayload(attachment_id=strawberry.ID(encode("attachment", done)), user_errors=[])
