"""Who holds the root key: here the process itself; a key management service or HSM fits the same protocol."""

from typing import Protocol

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.sealing.envelope import KEY_BYTES, SealingKey, Suite, key_id_of, open_bytes, seal_bytes


class RootKeyRefused(Exception):
    """The root key is missing, malformed, unsafe or not the one the data was sealed with; the message says the mend."""


class KeyProvider(Protocol):
    """Wraps month keys and derives the keys of the blind indexes; its own key never leaves it."""

    async def wrap(self, place: str, secret: bytes) -> bytes:
        """The secret, sealed by the provider's key for this place."""

    async def unwrap(self, place: str, wrapped: bytes) -> bytes:
        """The secret again; SealBroken if altered, RootKeyRefused if another provider's key wrapped it."""

    async def rewrap(self, place: str, wrapped: bytes) -> bytes | None:
        """The secret, sealed by the provider's newest key; None if it is already. Raises as `unwrap`."""

    def derive(self, purpose: str) -> bytes:
        """32 bytes for one purpose, the same at every call (HKDF-SHA-256)."""


class LocalKeyProvider:
    """A root key of 32 bytes in this process's memory. It only ever derives; nothing is sealed with it directly.

    While the root key is being rotated the `former` one is known too. Until the newer one `takes_over`, it goes on wrapping what
    is new, for there may be processes that know no other; `rewrap` alone makes the newer one wrap.
    """

    def __init__(self, root: bytes, former: bytes | None = None, suite: Suite = Suite.AES_256_GCM) -> None:
        self._root = root
        self._newest = SealingKey.of(self.derive("wrap month keys"), suite)
        self._former = None if former is None else SealingKey.of(_derived(former, "wrap month keys"), suite)
        self._wraps = self._former or self._newest

    def takes_over(self) -> None:
        """From now on the newest key wraps what is new: there is nobody left who does not know it."""
        self._wraps = self._newest

    async def wrap(self, place: str, secret: bytes) -> bytes:
        """See KeyProvider."""
        return seal_bytes(self._wraps, place, secret)

    async def unwrap(self, place: str, wrapped: bytes) -> bytes:
        """See KeyProvider."""
        for key in (self._newest, self._former):
            if key is not None and key_id_of(wrapped) == key.key_id:
                return open_bytes(key, place, wrapped)
        raise RootKeyRefused(
            f"{place} was wrapped by root key {key_id_of(wrapped).hex()}, but the one in use is "
            f"{self._newest.key_id.hex()}; put the former root key back (HOTLINE_ROOT_KEY, HOTLINE_ROOT_KEY_FILE "
            "or var/keys/root.key), or name it beside the new one (HOTLINE_ROOT_KEY_OLD_FILE) and run "
            "`hotline keys rotate-root`"
        )

    async def rewrap(self, place: str, wrapped: bytes) -> bytes | None:
        """See KeyProvider."""
        if self.is_newest(wrapped):
            return None
        return seal_bytes(self._newest, place, await self.unwrap(place, wrapped))

    def is_newest(self, wrapped: bytes) -> bool:
        """Whether it says that the newest key wrapped it."""
        return key_id_of(wrapped) == self._newest.key_id

    def derive(self, purpose: str) -> bytes:
        """See KeyProvider."""
        return _derived(self._root, purpose)


def _derived(root: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=b"hotline", info=purpose.encode()).derive(root)
