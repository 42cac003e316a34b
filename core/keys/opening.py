"""What a process needs of its root keys: who wraps month keys, and what everything else is derived from."""

from dataclasses import dataclass, field

from sqlalchemy import select

from core.db.read import Read
from core.keys.derivation import derivation
from core.keys.model import month_key
from core.sealing.envelope import Suite
from core.sealing.provider import LocalKeyProvider

_NEWEST = select(month_key.c.wrapped).order_by(month_key.c.month.desc()).limit(1)


@dataclass(frozen=True, slots=True)
class RootKeys:
    """`first` is the root key of before a rotation that has not begun yet, else the newest."""

    provider: LocalKeyProvider
    derived: LocalKeyProvider
    first: bytes = field(repr=False)


async def open_keys(read: Read, root: bytes, former: bytes | None = None, suite: Suite = Suite.AES_256_GCM) -> RootKeys:
    """From the root key and, during its rotation, the former one. Raises RootKeyRefused, SealBroken."""
    provider = LocalKeyProvider(root, former, suite)
    newest: bytes | None = await read.fetch_value(_NEWEST)
    if former is None or newest is None or provider.is_newest(newest):
        provider.takes_over()
        return RootKeys(provider, await derivation(read, provider, root), root)
    return RootKeys(provider, await derivation(read, provider, former), former)
