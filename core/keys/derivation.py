"""What blind indexes, cursors and the signatures of the log's heads are derived from.

It is the root key of the first day. When that is replaced, its 32 bytes are kept, wrapped by the new one: what was derived
goes on being found and proved, and no month key opens by it any more.
"""

from typing import Final

from sqlalchemy import select

from core.db.read import Read
from core.keys.model import derivation_key
from core.sealing.provider import KeyProvider, LocalKeyProvider

PURPOSE: Final = "main"
_KEPT = select(derivation_key.c.wrapped).where(derivation_key.c.purpose == PURPOSE)


async def derivation(read: Read, provider: KeyProvider, first: bytes) -> LocalKeyProvider:
    """Derives what it always has; `first` is the oldest root key that is known. Raises RootKeyRefused, SealBroken."""
    wrapped: bytes | None = await read.fetch_value(_KEPT)
    return LocalKeyProvider(first if wrapped is None else await provider.unwrap(place_of(PURPOSE), wrapped))


def place_of(purpose: str) -> str:
    """What the wrapped key of a purpose is bound to."""
    return f"derivation_key|{purpose}"
