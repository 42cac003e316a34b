"""What the commands on attachments are given, and what they answer."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from core.attachments.content import ContentKind


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateAttachmentUpload:
    """Announce a file: its kind, the media type it is declared to be, its size in bytes."""

    kind: ContentKind
    declared_type: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteAttachment:
    """Say that the file has been sent: its SHA-256 digest as hexadecimal digits, and its size in bytes."""

    attachment_id: UUID
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Upload:
    """Where to send the file: `/attachments/<token>`, once, until `expires_at`."""

    id: UUID
    token: str = field(repr=False)
    expires_at: datetime
