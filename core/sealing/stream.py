"""The bytes of a sealed file: as a sealed value begins, and then chunk by chunk, so that none is ever held whole.

    version (1) | suite (1) | key id (8) | nonce prefix (7) | chunk | chunk | … | last chunk

A chunk is the ciphertext of 65,536 bytes and its tag of 16; only the last one may be shorter, and it is empty only where the
file is. Its nonce is the prefix, which is random, the chunk's number (4 bytes, from 0) and whether it is the last (1 byte), and
its associated data is the file's place followed by the key id, as a sealed value's is: a chunk opens in this file, at its own
place and as the end or not the end alone. Each file has a key of its own, so that no nonce is used twice (the STREAM
construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015).
"""

import os
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Final

from cryptography.exceptions import InvalidTag

from core.sealing.envelope import HEAD_BYTES, TAG_BYTES, Cipher, SealBroken, SealingKey, bound

CHUNK_BYTES: Final = 65_536
"""How much plain text a chunk holds."""

_PREFIX_BYTES: Final = 7
_NUMBER_BYTES: Final = 4
_FIRST_AT: Final = HEAD_BYTES + _PREFIX_BYTES
_SEALED_CHUNK: Final = CHUNK_BYTES + TAG_BYTES


class _Chunks:
    """Seals or opens the chunks of one file in their order."""

    def __init__(self, cipher: Cipher, prefix: bytes, context: bytes) -> None:
        self._cipher, self._prefix, self._context = cipher, prefix, context
        self._number = 0

    def seal(self, plain: bytes, *, last: bool = False) -> bytes:
        return self._cipher.encrypt(self._nonce(last), plain, self._context)

    def open(self, sealed: bytes, *, last: bool = False) -> bytes:
        """Raises InvalidTag."""
        if len(sealed) < TAG_BYTES or (self._number and len(sealed) == TAG_BYTES):
            raise InvalidTag
        return self._cipher.decrypt(self._nonce(last), sealed, self._context)

    def _nonce(self, last: bool) -> bytes:
        nonce = self._prefix + self._number.to_bytes(_NUMBER_BYTES, "big") + bytes((last,))
        self._number += 1
        return nonce


def is_sealed(key: SealingKey, head: bytes) -> bool:
    """Whether a file that begins so says that it is sealed with this key; not yet proven."""
    return head[:HEAD_BYTES] in key.ciphers


async def sealed_stream(key: SealingKey, place: str, plain: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
    """A file's bytes, sealed for this place as they come; about a chunk of them is held. `key` is this file's alone."""
    prefix, waiting = os.urandom(_PREFIX_BYTES), bytearray()
    chunks = _Chunks(key.ciphers[key.head], prefix, bound(key, place))
    yield key.head + prefix
    async for piece in plain:
        waiting += piece
        while len(waiting) > CHUNK_BYTES:  # what may be the last is kept until it is known
            yield chunks.seal(_taken(waiting, CHUNK_BYTES))
    yield chunks.seal(bytes(waiting), last=True)


async def opened_stream(
    key: SealingKey, place: str, sealed: AsyncGenerator[bytes, None]
) -> AsyncGenerator[bytes, None]:
    """What was sealed for this place; nothing is given on before it has proved true.

    Raises SealBroken where a chunk was altered, left out, doubled or moved, or the file cut off or gone on with.
    """
    waiting, chunks = bytearray(), None
    async with aclosing(sealed):
        try:
            async for piece in sealed:
                waiting += piece
                if chunks is None and len(waiting) >= _FIRST_AT:
                    chunks = _begun(key, place, _taken(waiting, _FIRST_AT))
                if chunks is not None and len(waiting) > _SEALED_CHUNK:
                    yield b"".join(_whole(chunks, waiting))
            if chunks is None:
                raise SealBroken(place)
            yield chunks.open(bytes(waiting), last=True)
        except InvalidTag:
            raise SealBroken(place) from None


def _begun(key: SealingKey, place: str, head: bytes) -> _Chunks:
    cipher = key.ciphers.get(head[:HEAD_BYTES])
    if cipher is None:
        raise SealBroken(place)
    return _Chunks(cipher, head[HEAD_BYTES:], bound(key, place))


def _whole(chunks: _Chunks, waiting: bytearray) -> list[bytes]:
    opened = []
    while len(waiting) > _SEALED_CHUNK:
        opened.append(chunks.open(_taken(waiting, _SEALED_CHUNK)))
    return opened


def _taken(waiting: bytearray, length: int) -> bytes:
    taken = bytes(waiting[:length])
    del waiting[:length]
    return taken
