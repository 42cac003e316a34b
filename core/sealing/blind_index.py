"""Exact search over sealed values: keyed digests, which say that two values are equal and nothing else.

An unkeyed digest would protect nothing: all Chinese mobile numbers are hashed within hours. The keys are derived from
the root key, one per column, so that equal values of two columns cannot be matched either.
"""

import re
import unicodedata
from itertools import pairwise

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from core.sealing.provider import KeyProvider

_INDEX_BYTES = 16
_RUN = re.compile(r"[^\W_]+")


class IndexKeys:
    """The keys of all blind indexes, derived once per column."""

    def __init__(self, provider: KeyProvider) -> None:
        self._provider = provider
        self._derived: dict[str, HMAC] = {}

    def blind_index(self, column: str, normalised: str) -> bytes:
        """16 bytes (HMAC-SHA-256, truncated) for a value already normalised by `core.sealing.normal`."""
        return self._digest(column, normalised)[:_INDEX_BYTES]

    def title_bigrams(self, text: str) -> list[int]:
        """Every pair of neighbouring characters, keyed-hashed to a signed 32-bit number; ascending, no repetition.

        A text is found by another if it has all of the other's numbers. Case and width do not count; punctuation and
        blanks separate, so that two words are found in either order. A text without any pair has no numbers and finds
        nothing.
        """
        return sorted({_signed(self._digest("title bigrams", pair)) for pair in _bigrams(text)})

    def _digest(self, column: str, text: str) -> bytes:
        """HMAC-SHA-256 by the column's key, going on from where the key has been taken in: that is most of the work."""
        begun = self._derived.get(column)
        if begun is None:
            key = self._provider.derive(f"blind index|{column}")
            begun = self._derived[column] = HMAC(key, SHA256())
        own = begun.copy()
        own.update(text.encode())
        return own.finalize()


def _bigrams(text: str) -> set[str]:
    runs = _RUN.findall(unicodedata.normalize("NFKC", text).casefold())
    return {first + second for run in runs for first, second in pairwise(run)}


def _signed(digest: bytes) -> int:
    return int.from_bytes(digest[:4], "big", signed=True)
