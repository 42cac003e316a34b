"""Provider key -> month key -> case key.

One random key per case seals the case's personal fields; destroying its wrapped form destroys the fields, in backups
too. A month key wraps the case keys born in that month, so that the provider is asked once a month and not once a case,
and rotating the provider's key re-wraps months, not cases.

A wrapped case key is the month (7 ASCII characters, `2026-11`) followed by an envelope. While a case's key is being
rotated the envelope holds two secrets, the key that seals and the former one, so that what either sealed opens. An empty
one is a case whose key has been destroyed.
"""

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from core.errors import ErrorCode, Refused, register
from core.sealing.cache import TimedLru
from core.sealing.envelope import (
    KEY_BYTES,
    SealBroken,
    SealingKey,
    Suite,
    key_id_of,
    new_secret,
    open_bytes,
    seal_bytes,
)
from core.sealing.provider import KeyProvider

CACHE_SECONDS = 300.0
CACHED_CASES = 10_000
CACHED_MONTHS = 256

SHREDDED = b""
"""What stands for a wrapped key that has been destroyed."""

CASE_SHREDDED = register(
    ErrorCode(
        "CASE_SHREDDED",
        "该工单的密钥已按保存期限要求销毁，内容无法再读取或补充。",
        "The key of this case has been destroyed; its texts can neither be read nor added to any more.",
        "28",
    )
)

_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_MONTH_BYTES = 7
_SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class CaseKey:
    """One case's key: `wrapped` is kept on the case row, `key` lives in memory only; so does `former` during a rotation."""

    wrapped: bytes
    key: SealingKey
    former: SealingKey | None = None

    def opening(self, sealed: bytes) -> SealingKey:
        """Which of the two a value was sealed with."""
        if self.former is not None and key_id_of(sealed) == self.former.key_id:
            return self.former
        return self.key


class MonthKeyStore(Protocol):
    """Where wrapped month keys are kept."""

    async def get(self, month: str) -> bytes | None:
        """The wrapped key of `YYYY-MM`, if there is one."""

    async def put(self, month: str, wrapped: bytes) -> bytes:
        """Keep the key unless the month has one already; returns the one that is kept.

        It must be committed, in a transaction of its own, when this returns: a month key lost in a caller's rollback
        would take every case key it wraps with it.
        """


class KeyChain:
    """Makes and unwraps case keys, remembering unwrapped ones for at most five minutes."""

    def __init__(
        self,
        provider: KeyProvider,
        months: MonthKeyStore,
        clock: Callable[[], float] = time.monotonic,
        suite: Suite = Suite.AES_256_GCM,
    ) -> None:
        self._provider, self._store, self._suite = provider, months, suite
        self._months: TimedLru[str, SealingKey] = TimedLru(CACHED_MONTHS, CACHE_SECONDS, clock)
        self._cases: TimedLru[bytes, CaseKey] = TimedLru(CACHED_CASES, CACHE_SECONDS, clock)
        self._turn = asyncio.Lock()
        """Who waits for it finds what the one before was told."""

    async def new_case_key(self, month: str) -> CaseKey:
        """A fresh key for a case registered in `YYYY-MM`; makes the month's key if it is the month's first."""
        return await self._born(month, new_secret())

    async def successor(self, wrapped: bytes, month: str) -> bytes:
        """A fresh key in place of this one, which it still opens with; itself if it has been given a successor already."""
        secrets = await self._secrets(wrapped)
        return wrapped if len(secrets) > KEY_BYTES else (await self._born(month, new_secret() + secrets)).wrapped

    async def alone(self, wrapped: bytes) -> bytes:
        """The key without the former one, which is lost by it."""
        secrets = await self._secrets(wrapped)
        return (await self._born(wrapped[:_MONTH_BYTES].decode(), secrets[:KEY_BYTES])).wrapped

    async def case_key(self, wrapped: bytes) -> CaseKey:
        """The key kept on a case row; SealBroken if it was altered or its month's key is gone, CASE_SHREDDED if destroyed."""
        return self._cases.get(wrapped) or self._remember(await self._unwrap(wrapped))

    def key_of(self, secret: bytes) -> SealingKey:
        """The key made of 32 secret bytes that are kept sealed with another, a file's for example; seals as case keys do."""
        return SealingKey.of(secret, self._suite)

    def at_hand(self, wrapped: bytes) -> CaseKey | None:
        """The key, if it has been unwrapped lately."""
        return self._cases.get(wrapped)

    async def _born(self, month: str, secrets: bytes) -> CaseKey:
        if not _MONTH.fullmatch(month):
            raise ValueError(f"{month!r} is not a month; write YYYY-MM")
        month_key = self._months.get(month)
        if month_key is None:
            async with self._turn:
                month_key = await self._month_key(month) or await self._new_month_key(month)
        wrapped = month.encode() + seal_bytes(month_key, _case_place(month), secrets)
        return self._remember(self._of(wrapped, secrets))

    async def _unwrap(self, wrapped: bytes) -> CaseKey:
        return self._of(wrapped, await self._secrets(wrapped))

    def _of(self, wrapped: bytes, secrets: bytes) -> CaseKey:
        key, *former = (self.key_of(secrets[at : at + KEY_BYTES]) for at in range(0, len(secrets), KEY_BYTES))
        return CaseKey(wrapped, key, *former)

    async def _secrets(self, wrapped: bytes) -> bytes:
        if wrapped == SHREDDED:
            raise Refused(CASE_SHREDDED)
        month = wrapped[:_MONTH_BYTES].decode("ascii", "replace")
        if not _MONTH.fullmatch(month):
            raise SealBroken("case key")
        month_key = self._months.get(month)
        if month_key is None:
            async with self._turn:
                month_key = await self._month_key(month)
        if month_key is None:
            raise SealBroken("case key")
        return open_bytes(month_key, _case_place(month), wrapped[_MONTH_BYTES:])

    async def _month_key(self, month: str) -> SealingKey | None:
        cached = self._months.get(month)
        if cached is not None:
            return cached
        wrapped = await self._store.get(month)
        return None if wrapped is None else await self._open_month(month, wrapped)

    async def _new_month_key(self, month: str) -> SealingKey:
        wrapped = await self._provider.wrap(month_place(month), new_secret())
        # Another process may have been first: the key that is kept counts, not the one just made.
        return await self._open_month(month, await self._store.put(month, wrapped))

    async def _open_month(self, month: str, wrapped: bytes) -> SealingKey:
        key = SealingKey.of(await self._provider.unwrap(month_place(month), wrapped), self._suite)
        self._months.put(month, key)
        return key

    def _remember(self, case_key: CaseKey) -> CaseKey:
        self._cases.put(case_key.wrapped, case_key)
        return case_key


def month_of(instant: datetime) -> str:
    """The month of an instant in Asia/Shanghai, `YYYY-MM`."""
    return instant.astimezone(_SHANGHAI).isoformat()[:_MONTH_BYTES]


def month_place(month: str) -> str:
    """What a wrapped month key is bound to."""
    return f"month_key|{month}"


def _case_place(month: str) -> str:
    return f"case_key|{month}"
