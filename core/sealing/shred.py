"""Crypto-shredding: a case whose wrapped key is destroyed has sealed texts that nobody can open again.

Backups made before still hold the wrapped key: keep them no longer than the profile's shortest retention allows.
"""

from typing import Final

SHREDDED: Final = b""
"""What stands in a case's `case_key` once its key is destroyed."""


def is_shredded(wrapped: bytes) -> bool:
    """Whether a case's key was destroyed."""
    return wrapped == SHREDDED
