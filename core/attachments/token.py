"""The one-time token of an upload: the attachment's id and 32 random bytes, in URL-safe base64.

Whoever holds it may send the file, so the database keeps a keyed digest only. The id inside spares an index on digests.
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

from core.sealing.blind_index import IndexKeys

_ID_BYTES = 16
_SECRET_BYTES = 32


def new_token(attachment_id: UUID) -> str:
    """A token for an upload."""
    return urlsafe_b64encode(attachment_id.bytes + secrets.token_bytes(_SECRET_BYTES)).decode()


def attachment_of(token: str) -> UUID | None:
    """The attachment a token is for; None for what cannot be a token."""
    try:
        content = urlsafe_b64decode(token.encode("ascii"))
    except ValueError:
        return None
    shaped = len(content) == _ID_BYTES + _SECRET_BYTES and urlsafe_b64encode(content).decode() == token
    return UUID(bytes=content[:_ID_BYTES]) if shaped else None


def token_index(indexes: IndexKeys, token: str) -> bytes:
    """What the database keeps of a token."""
    return indexes.secret_digest("attachment.token", token)
