"""Small files of accepted types, and sending them."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from core.attachments.commands import complete_attachment, create_attachment_upload
from core.attachments.content import ContentKind
from core.attachments.inputs import CompleteAttachment, CreateAttachmentUpload, Upload
from core.attachments.model import attachment
from core.attachments.open import open_file
from core.attachments.queries import LYING
from core.attachments.receive import receive
from core.attachments.store import AttachmentStore, Stored
from core.cases.commands.register_case import register_case
from core.cases.inputs.intake import RegisterCase
from core.cases.states import Channel, Kind
from core.db.read import Row
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


async def given_file(office: Office, store: AttachmentStore, content: bytes = PNG) -> tuple[UUID, UUID]:
    """A whole attachment and the case it was given to."""
    id_ = await complete_file(office, store, content)
    return id_, await give_file(office, id_)


async def give_file(office: Office, id_: UUID) -> UUID:
    """The case that an attachment was given to."""
    case = RegisterCase(
        channel=Channel.PHONE,
        kind=Kind.HELP_REQUEST,
        title="路灯不亮",
        content="x",
        district="370902",
        attachments=(id_,),
    )
    found: UUID = (await office.run(register_case, "operator", case)).case_id
    return found


async def lying(office: Office, id_: UUID) -> Row:
    """Where its bytes lie, and what opens them."""
    row = await office.read.fetch_one(select(*LYING, attachment.c.state).where(attachment.c.id == id_))
    assert row is not None
    return row


async def read_file(office: Office, store: AttachmentStore, id_: UUID) -> bytes:
    """Its plain bytes. Raises what `open_file` raises."""
    pieces = await open_file(office.services.keys, store, await lying(office, id_))
    return b"".join([piece async for piece in pieces])


async def stored_plain(office: Office, store: AttachmentStore, id_: UUID, content: bytes) -> None:
    """Make of a file one that was stored before files were sealed."""

    async def whole() -> AsyncIterator[bytes]:
        yield content

    await store.replace(whole(), (await lying(office, id_))["storage_key"])
    await office.pool.execute("update attachment set format = 0, own_key = null, key_sealed = null where id = $1", id_)


def stored_path(directory: Path) -> Path:
    """The only file in the directory."""
    (found,) = (path for path in directory.rglob("*") if path.is_file())
    return found


def stored_bytes(directory: Path) -> bytes:
    """Whatever lies in the directory, whole files and parts."""
    return b"".join(path.read_bytes() for path in directory.rglob("*") if path.is_file())


def stored_files(directory: Path) -> list[str]:
    """Everything in the directory, by name."""
    return sorted(path.name for path in directory.rglob("*") if path.is_file())
