"""Who holds the root key: here the process itself; a key management service or HSM fits the same protocol."""

from typing import Protocol

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.sealing.envelope import KEY_BYTES, SealingKey, key_id_of, open_bytes, seal_bytes


class RootKeyRefused(Exception):
    """The root key is missing, malformed, unsafe or not the one the data was sealed with; the message says the mend."""


class KeyProvider(Protocol):
    """Wraps month keys and derives the keys of the blind indexes; its own key never leaves it."""

    async def wrap(self, place: str, secret: bytes) -> bytes:
        """The secret, sealed by the provider's key for this place."""

    async def unwrap(self, place: str, wrapped: bytes) -> bytes:
        """The secret again; SealBroken if altered, RootKeyRefused if another provider's key wrapped it."""

    def derive(self, purpose: str) -> bytes:
        """32 bytes for one purpose, the same at every call (HKDF-SHA-256)."""


class LocalKeyProvider:
    """A root key of 32 bytes in this process's memory. It only ever derives; nothing is sealed with it directly."""

    def __init__(self, root: bytes) -> None:
        self._root = root
        self._wrapping = SealingKey.of(self.derive("wrap month keys"))

    async def wrap(self, place: str, secret: bytes) -> bytes:
        """See KeyProvider."""
        return seal_bytes(self._wrapping, place, secret)

    async def unwrap(self, place: str, wrapped: bytes) -> bytes:
        """See KeyProvider."""
        if key_id_of(wrapped) != self._wrapping.key_id:
            raise RootKeyRefused(
                f"{place} was wrapped by root key {key_id_of(wrapped).hex()}, but the one in use is "
                f"{self._wrapping.key_id.hex()}; put the former root key back (HOTLINE_ROOT_KEY, HOTLINE_ROOT_KEY_FILE "
                "or var/keys/root.key)"
            )
        return open_bytes(self._wrapping, place, wrapped)

    def derive(self, purpose: str) -> bytes:
        """See KeyProvider."""
        return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=b"hotline", info=purpose.encode()).derive(self._root)
