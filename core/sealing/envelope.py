"""The bytes of a sealed value, whatever it holds: a field's text or another key.

    version (1) | suite (1) | key id (8) | nonce (12) | ciphertext | tag (16)

The suite is 1 for AES-256-GCM; 2 is kept for SM4-GCM. The key id is a fingerprint of the key, so that a value opened
with the wrong key is recognised before anything is decrypted. The associated data is the value's place followed by the
key id: a value copied to another place does not open there. The nonce is random, which GCM allows for 2^32 values of
one key.
"""

import hmac
import os
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
VERSION = 1
AES_256_GCM = 1

_PREFIX = bytes((VERSION, AES_256_GCM))
_ID_BYTES = 8
_NONCE_BYTES = 12
_TAG_BYTES = 16
_NONCE_AT = len(_PREFIX) + _ID_BYTES
_TEXT_AT = _NONCE_AT + _NONCE_BYTES


class SealBroken(Exception):
    """A sealed value does not open: altered, moved to another place, or sealed with another key.

    The message names the place and never any content.
    """

    def __init__(self, place: str) -> None:
        super().__init__(f"the sealed value of {place} does not open: altered, moved, or sealed with another key")
        self.place = place


@dataclass(frozen=True, slots=True)
class SealingKey:
    """A 256-bit key ready for use, with its fingerprint; the secret itself is not kept readable."""

    key_id: bytes
    cipher: AESGCM = field(repr=False, compare=False)

    @classmethod
    def of(cls, secret: bytes) -> "SealingKey":
        """The key made of 32 secret bytes."""
        # Not hmac.digest: it looks the algorithm up in all of OpenSSL each time, which takes longer than everything else.
        return cls(hmac.new(secret, b"hotline key id", "sha256").digest()[:_ID_BYTES], AESGCM(secret))


def new_secret() -> bytes:
    """32 random bytes for a new key."""
    return os.urandom(KEY_BYTES)


def seal_bytes(key: SealingKey, place: str, plain: bytes) -> bytes:
    """`plain`, sealed for this place only."""
    nonce = os.urandom(_NONCE_BYTES)
    return b"".join((_PREFIX, key.key_id, nonce, key.cipher.encrypt(nonce, plain, _context(key, place))))


def open_bytes(key: SealingKey, place: str, sealed: bytes) -> bytes:
    """What was sealed for this place; otherwise SealBroken."""
    if len(sealed) < _TEXT_AT + _TAG_BYTES or sealed[:_NONCE_AT] != _PREFIX + key.key_id:
        raise SealBroken(place)
    try:
        return key.cipher.decrypt(sealed[_NONCE_AT:_TEXT_AT], sealed[_TEXT_AT:], _context(key, place))
    except InvalidTag:
        raise SealBroken(place) from None


def key_id_of(sealed: bytes) -> bytes:
    """The fingerprint of the key a value says it was sealed with; not yet proven."""
    return sealed[len(_PREFIX) : _NONCE_AT]


def _context(key: SealingKey, place: str) -> bytes:
    # Unambiguous: the key id has a fixed length, and a place ends in a row id or a month of fixed length.
    return place.encode() + b"|" + key.key_id
