"""createAttachmentUpload (申请上传附件): a one-time address for one file."""

from datetime import datetime

import strawberry

from core.attachments.commands import create_attachment_upload
from core.attachments.content import ContentKind
from core.attachments.inputs import CreateAttachmentUpload
from schema.attachments import kinds  # noqa: F401 - registers the enum the field names
from schema.attachments.run import run
from schema.cases.inputs import Input
from schema.context import Info
from schema.decorators import mutation
from schema.errors import UserError
from schema.relay.ids import encode

PATH = "/attachments/"


@strawberry.input(description="Announce a file.\n申请上传附件")
class CreateAttachmentUploadInput:
    """Refused before a byte is sent if the file would be refused later."""

    kind: ContentKind = strawberry.field(description="What the file is.\n附件种类")
    declared_type: str = strawberry.field(description="Its media type, such as `image/jpeg`.\n媒体类型")
    size: int = strawberry.field(description="Its size in bytes.\n字节数")

    def command(self) -> CreateAttachmentUpload:
        """As the command takes it."""
        return CreateAttachmentUpload(kind=self.kind, declared_type=self.declared_type, size=self.size)


@strawberry.type(description="What createAttachmentUpload answers.\n申请上传结果")
class CreateAttachmentUploadPayload:
    """Where to send the file. The attachment itself is seen when a case has it."""

    attachment_id: strawberry.ID | None = strawberry.field(
        description="To complete it and to give it to a case with; null when refused.\n附件标识"
    )
    upload_url: str | None = strawberry.field(
        description="Where to PUT the bytes, once, without further permission; keep it secret.\n一次性上传地址"
    )
    expires_at: datetime | None = strawberry.field(description="Until when the PUT must begin.\n地址有效期")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused; empty when done.\n业务拒绝原因")


@strawberry.type
class CreateAttachmentUploadMutation:
    """Root field."""

    @mutation("Announce a file and get the address to send it to.\n申请上传附件")
    async def create_attachment_upload(
        self, info: Info, input: Input[CreateAttachmentUploadInput]
    ) -> CreateAttachmentUploadPayload:
        """Raises no refusal: it stands in `userErrors`."""
        done = await run(info, create_attachment_upload, input.command)
        if isinstance(done, list):
            return CreateAttachmentUploadPayload(attachment_id=None, upload_url=None, expires_at=None, user_errors=done)
        return CreateAttachmentUploadPayload(
            attachment_id=strawberry.ID(encode("attachment", done.id)),
            upload_url=PATH + done.token,
            expires_at=done.expires_at,
            user_errors=[],
        )
