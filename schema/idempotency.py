"""Remembering what a caller's key has done: the row is written in the business transaction, or not at all."""

import hmac
import re
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Text, bindparam, delete, select

from core.cases.outcome import Outcome
from core.db.read import Read
from core.db.uow import UnitOfWork
from core.errors import ErrorCode, Refused, register
from core.events.model import idempotency

IDEMPOTENCY_KEY_REUSED = register(
    ErrorCode(
        "IDEMPOTENCY_KEY_REUSED",
        "该幂等键已用于另一项请求，请换用新的键。",
        "This idempotency key was used for another request; take a new one.",
    )
)
BAD_IDEMPOTENCY_KEY = register(
    ErrorCode(
        "BAD_IDEMPOTENCY_KEY",
        "幂等键须为 1 到 {longest} 个可见 ASCII 字符。",
        "An idempotency key has 1 to {longest} visible ASCII characters.",
    )
)
LONGEST = 128
KEPT = timedelta(days=7)
KEPT_ONCE = "pk_idempotency"
FIELD = ("input", "idempotencyKey")
_VISIBLE = re.compile(f"[!-~]{{1,{LONGEST}}}")

_DONE = idempotency.c.fingerprint, idempotency.c.case_id, idempotency.c.object_id, idempotency.c.version
_FIND = select(*_DONE).where(
    idempotency.c.principal == bindparam("principal", type_=Text()), idempotency.c.key == bindparam("key", type_=Text())
)
_FORGET = delete(idempotency).where(idempotency.c.created_at < bindparam("before"))


async def forget(uow: UnitOfWork) -> int:
    """Remove the keys that have been kept for seven days; how many there were."""
    return await uow.execute(_FORGET, before=uow.now - KEPT)


@dataclass(frozen=True, slots=True)
class Entry:
    """Who used which key for what; the fingerprint is keyed, for inputs hold personal data."""

    principal: str
    key: str
    fingerprint: bytes

    @classmethod
    def of(cls, principal: UUID, key: str, field: str, given: object, *, secret: bytes) -> "Entry":
        """The entry of a call. Raises BAD_IDEMPOTENCY_KEY for a key that is empty, too long or not visible ASCII."""
        if _VISIBLE.fullmatch(key) is None:
            raise Refused(BAD_IDEMPOTENCY_KEY, field=FIELD, longest=LONGEST)
        return cls(str(principal), key, hmac.digest(secret, f"{field}|{given!r}".encode(), "sha256"))

    async def done(self, read: Read) -> Outcome | None:
        """What this call has done already. Raises IDEMPOTENCY_KEY_REUSED if the key has done something else."""
        row = await read.fetch_one(_FIND, principal=self.principal, key=self.key)
        if row is None:
            return None
        if not hmac.compare_digest(row["fingerprint"], self.fingerprint):
            raise Refused(IDEMPOTENCY_KEY_REUSED, field=FIELD)
        return Outcome(row["case_id"], row["object_id"], row["version"])

    async def keep(self, uow: UnitOfWork, outcome: Outcome) -> None:
        """Write the row with everything else, which the constraint KEPT_ONCE undoes if the key was used before."""
        row = {
            "principal": self.principal, "key": self.key, "fingerprint": self.fingerprint,
            "case_id": outcome.case_id, "object_id": outcome.object_id, "version": outcome.version,
            "created_at": uow.now,
        }  # fmt: skip
        await uow.insert(idempotency, [row])
