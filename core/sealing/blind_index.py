"""Exact search over sealed values: keyed digests, which say that two values are equal and nothing else.

An unkeyed digest would protect nothing: all Chinese mobile numbers are hashed within hours. The keys are derived from
the root key, one per column, so that equal values of two columns cannot be matched either.

A rotation adds a link: the digest under a new key is a digest of the one before, so that what is kept can be brought
under the new key without a value being opened, and whoever has only former keys computes none. Under link `n` a digest is
the byte `n` and 16 bytes; under none it is the 16 bytes alone.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from cryptography.hazmat.primitives.hashes import SHA256, SM3
from cryptography.hazmat.primitives.hmac import HMAC

from core.sealing.envelope import Suite
from core.sealing.provider import KeyProvider

_INDEX_BYTES = 16
_RUN = re.compile(r"[^\W_]+")


class IndexLink:
    """One key of the chain: HMAC-SHA-256, or HMAC-SM3 (GB/T 32905) where the suite is SM4-GCM."""

    def __init__(self, number: int, secret: bytes, suite: Suite = Suite.AES_256_GCM) -> None:
        if not 1 <= number <= 255:
            raise ValueError(f"link {number}: there are 255 of them")
        self.number, self._mark = number, bytes((number,))
        self._begun = HMAC(secret, SM3() if suite is Suite.SM4_GCM else SHA256())

    def after(self, former: bytes) -> bytes:
        """The digest under this link of what had `former` under the one before."""
        own = self._begun.copy()
        own.update(former)
        return self._mark + own.finalize()[:_INDEX_BYTES]


@dataclass(frozen=True, slots=True)
class IndexChain:
    """All links, oldest first. `written` of them lead to what is newly written, each number in `sought` to what is looked for."""

    links: tuple[IndexLink, ...] = ()
    written: int = 0
    sought: tuple[int, ...] = (0,)

    def under(self, number: int, first: bytes) -> bytes:
        """The digest under so many links."""
        for link in self.links[:number]:
            first = link.after(first)
        return first


class IndexKeys:
    """The keys of all blind indexes, derived once per column. `chain` is replaced when a rotation goes on."""

    def __init__(self, provider: KeyProvider, chain: IndexChain | None = None) -> None:
        self._provider = provider
        self._derived: dict[str, HMAC] = {}
        self.chain = chain or IndexChain()

    def blind_index(self, column: str, normalised: str) -> bytes:
        """What is kept for a value already normalised by `core.sealing.normal`."""
        return self.chain.under(self.chain.written, self.secret_digest(column, normalised))

    def sought(self, column: str, normalised: str) -> Sequence[bytes]:
        """What a value may have been kept as: two digests during a rotation, the newer one last; else one."""
        first = self.secret_digest(column, normalised)
        return [self.chain.under(number, first) for number in self.chain.sought]

    def secret_digest(self, column: str, secret: str) -> bytes:
        """16 bytes (HMAC-SHA-256, truncated) for a secret that was made here: a code, a token. No rotation changes it."""
        return self._digest(column, secret)[:_INDEX_BYTES]

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
