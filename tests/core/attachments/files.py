"""Small files of accepted types, and sending them."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

from core.attachments.commands import complete_attachment, create_attachment_upload
from core.attachments.content import ContentKind
from core.attachments.inputs import CompleteAttachment, CreateAttachmentUpload, Upload
from core.attachments.receive import receive
from core.attachments.store import AttachmentStore, Stored
from tests.support.office import Office

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(64)
TEXT = "路灯不亮已经三天".encode()


def announced(kind: ContentKind = ContentKind.IMAGE, type_: str = "image/png", size: int = 1) -> CreateAttachmentUpload:
    """What a client says before it sends a file."""
    return CreateAttachmentUpload(kind=kind, declared_type=type_, size=size)


async def announce(office: Office, input: CreateAttachmentUpload | None = None, role: str = "operator") -> Upload:
    """A new upload."""
    found: Upload = await office.run(create_attachment_upload, role, input or announced())
    return found


async def send(office: Office, store: AttachmentStore, token: str, *parts: bytes) -> Stored:
    """Send a file in these parts."""

    async def stream() -> AsyncIterator[bytes]:
        for part in parts:
            yield part

    return await receive(office.pool, office.services, store, token, stream())


def completion(id_: UUID, content: bytes) -> CompleteAttachment:
    """What a client says after it has sent the content."""
    return CompleteAttachment(attachment_id=id_, sha256=hashlib.sha256(content).hexdigest(), size=len(content))


async def complete_file(
    office: Office,
    store: AttachmentStore,
    content: bytes = PNG,
    input: CreateAttachmentUpload | None = None,
    role: str = "operator",
) -> UUID:
    """A whole attachment that is not yet a case's."""
    upload = await announce(office, input, role)
    await send(office, store, upload.token, content)
    found: UUID = await office.run(complete_attachment, role, completion(upload.id, content))
    return found


def stored_files(directory: Path) -> list[str]:
    """Everything in the directory, by name."""
    return sorted(path.name for path in directory.rglob("*") if path.is_file())
