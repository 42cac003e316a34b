"""The bytes of a sealed value, whatever it holds: a field's text or another key.

    version (1) | suite (1) | key id (8) | nonce (12) | ciphertext | tag (16)

The suite is 1 for AES-256-GCM, 2 for SM4-GCM (RFC 8998); what is sealed with either opens, whichever seals now. The key id
is a fingerprint of the key, so that a value opened with the wrong key is recognised before anything is decrypted. The
associated data is the value's place followed by the key id: a value copied to another place does not open there. The nonce
is random, which GCM allows for 2^32 values of one key.
"""

import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from types import MappingProxyType
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core.sealing.sm4 import Sm4Gcm

KEY_BYTES = 32
VERSION = 1


class Suite(IntEnum):
    """The second byte of a sealed value."""

    AES_256_GCM = 1
    SM4_GCM = 2


SUITES: Final[Mapping[str, Suite]] = MappingProxyType({"aes-256-gcm": Suite.AES_256_GCM, "sm4-gcm": Suite.SM4_GCM})
"""By the name the setting has for them."""

_AES, _SM4 = bytes((VERSION, Suite.AES_256_GCM)), bytes((VERSION, Suite.SM4_GCM))
_PREFIXES = {Suite.AES_256_GCM: _AES, Suite.SM4_GCM: _SM4}
_PREFIX_BYTES = 2
_ID_BYTES = 8
_NONCE_BYTES = 12
TAG_BYTES = 16
HEAD_BYTES = _PREFIX_BYTES + _ID_BYTES
"""Version, suite and key id: what everything that is sealed begins with."""

_TEXT_AT = HEAD_BYTES + _NONCE_BYTES


class SealBroken(Exception):
    """A sealed value does not open: altered, moved to another place, or sealed with another key.

    The message names the place and never any content.
    """

    def __init__(self, place: str) -> None:
        super().__init__(f"the sealed value of {place} does not open: altered, moved, or sealed with another key")
        self.place = place


class Cipher(Protocol):
    """What both suites do: `nonce` has 12 bytes, and the tag of 16 follows the ciphertext."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None, /) -> bytes:
        """The ciphertext and its tag."""

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None, /) -> bytes:
        """The text again, or InvalidTag."""


@dataclass(frozen=True, slots=True)
class SealingKey:
    """A 256-bit key ready for use, with its fingerprint.

    `head` is what each value begins with that it seals, by `ciphers[head]`; `ciphers` has what opens the other suite's too.
    """

    key_id: bytes
    head: bytes = field(repr=False, compare=False)
    ciphers: Mapping[bytes, Cipher] = field(repr=False, compare=False)

    @classmethod
    def of(cls, secret: bytes, suite: Suite = Suite.AES_256_GCM) -> "SealingKey":
        """The key made of 32 secret bytes, which seals with this suite."""
        # Not hmac.digest: it looks the algorithm up in all of OpenSSL each time, which takes longer than everything else.
        key_id = hmac.new(secret, b"hotline key id", "sha256").digest()[:_ID_BYTES]
        ciphers: dict[bytes, Cipher] = {_AES + key_id: AESGCM(secret), _SM4 + key_id: Sm4Gcm(secret)}
        return cls(key_id, _PREFIXES[suite] + key_id, ciphers)


def new_secret() -> bytes:
    """32 random bytes for a new key."""
    return os.urandom(KEY_BYTES)


def seal_bytes(key: SealingKey, place: str, plain: bytes) -> bytes:
    """`plain`, sealed for this place only."""
    nonce = os.urandom(_NONCE_BYTES)
    return b"".join((key.head, nonce, key.ciphers[key.head].encrypt(nonce, plain, bound(key, place))))


def open_bytes(key: SealingKey, place: str, sealed: bytes) -> bytes:
    """What was sealed for this place, with whichever suite; otherwise SealBroken."""
    cipher = key.ciphers.get(sealed[:HEAD_BYTES])
    if cipher is None or len(sealed) < _TEXT_AT + TAG_BYTES:
        raise SealBroken(place)
    try:
        return cipher.decrypt(sealed[HEAD_BYTES:_TEXT_AT], sealed[_TEXT_AT:], bound(key, place))
    except InvalidTag:
        raise SealBroken(place) from None


def key_id_of(sealed: bytes) -> bytes:
    """The fingerprint of the key a value says it was sealed with; not yet proven."""
    return sealed[_PREFIX_BYTES:HEAD_BYTES]


def bound(key: SealingKey, place: str) -> bytes:
    """The associated data of what is sealed for a place."""
    # Unambiguous: the key id has a fixed length, and a place ends in a row id or a month of fixed length.
    return place.encode() + b"|" + key.key_id
