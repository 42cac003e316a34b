"""Exact search over sealed values: keyed digests, which say that two values are equal and nothing else.

An unkeyed digest would protect nothing: all Chinese mobile numbers are hashed within hours. The keys are derived from
the root key, one per column, so that equal values of two columns cannot be matched either.
"""

import hmac
import re
import unicodedata
from itertools import pairwise

from core.sealing.provider import KeyProvider

_INDEX_BYTES = 16
_RUN = re.compile(r"[^\W_]+")


class IndexKeys:
    """The keys of all blind indexes, derived once per column."""

    def __init__(self, provider: KeyProvider) -> None:
        self._provider = provider
        self._derived: dict[str, bytes] = {}

    def blind_index(self, column: str, normalised: str) -> bytes:
        """16 bytes (HMAC-SHA-256, truncated) for a value already normalised by `core.sealing.normal`."""
        return hmac.digest(self._key(column), normalised.encode(), "sha256")[:_INDEX_BYTES]

    def title_bigrams(self, text: str) -> list[int]:
        """Every pair of neighbouring characters, keyed-hashed to a signed 32-bit number; ascending, no repetition.

        A text is found by another if it has all of the other's numbers. Case and width do not count; punctuation and
        blanks separate, so that two words are found in either order. A text without any pair has no numbers and finds
        nothing.
        """
        key = self._key("title bigrams")
        return sorted({_signed(hmac.digest(key, pair.encode(), "sha256")) for pair in _bigrams(text)})

    def _key(self, column: str) -> bytes:
        key = self._derived.get(column)
        if key is None:
            key = self._derived[column] = self._provider.derive(f"blind index|{column}")
        return key


def _bigrams(text: str) -> set[str]:
    runs = _RUN.findall(unicodedata.normalize("NFKC", text).casefold())
    return {first + second for run in runs for first, second in pairwise(run)}


def _signed(digest: bytes) -> int:
    return int.from_bytes(digest[:4], "big", signed=True)
