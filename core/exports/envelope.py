"""A file that only its recipient opens: X25519 with a key made for this file, HKDF-SHA-256, ChaCha20-Poly1305.

    "HOTLINE-EXPORT-1\\n" (17) | export id (16) | ephemeral public key (32) | ciphertext | tag (16)

The derived key is used once, so the nonce is zero. Everything before the ciphertext is authenticated with it, and the
recipient's public key goes into the derivation.
"""

from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES: Final = 32
_MAGIC: Final = b"HOTLINE-EXPORT-1\n"
_ID_AT, _KEY_AT = len(_MAGIC), len(_MAGIC) + 16
_TEXT_AT = _KEY_AT + KEY_BYTES
_TAG_BYTES: Final = 16
_NONCE: Final = bytes(12)


class NotOpened(Exception):
    """The file does not open: altered, cut off, none of ours, or meant for another key. The message says which is known."""


def usable(public_key: bytes) -> bool:
    """Whether something can be encrypted to it: 32 bytes, and no point of small order."""
    try:
        X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(public_key))
    except ValueError:
        return False
    return True


def encrypt(plain: bytes, export_id: UUID, public_key: bytes) -> bytes:
    """The file for the holder of the private key."""
    own = X25519PrivateKey.generate()
    head = _MAGIC + export_id.bytes + own.public_key().public_bytes_raw()
    shared = own.exchange(X25519PublicKey.from_public_bytes(public_key))
    return head + ChaCha20Poly1305(_derived(shared, head, public_key)).encrypt(_NONCE, plain, head)


def decrypt(file: bytes, private_key: bytes) -> tuple[UUID, bytes]:
    """The export's id and what is in it. Raises NotOpened."""
    if len(file) < _TEXT_AT + _TAG_BYTES or not file.startswith(_MAGIC):
        raise NotOpened("it is no export, or only a part of one")
    head, own = file[:_TEXT_AT], X25519PrivateKey.from_private_bytes(private_key)
    try:
        shared = own.exchange(X25519PublicKey.from_public_bytes(file[_KEY_AT:_TEXT_AT]))
        key = _derived(shared, head, own.public_key().public_bytes_raw())
        plain = ChaCha20Poly1305(key).decrypt(_NONCE, file[_TEXT_AT:], head)
    except (InvalidTag, ValueError):
        raise NotOpened("it was altered, or encrypted to another key") from None
    return UUID(bytes=file[_ID_AT:_KEY_AT]), plain


def _derived(shared: bytes, head: bytes, public_key: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=head[_KEY_AT:] + public_key, info=head[:_KEY_AT]).derive(shared)
