"""Five failed tries in a quarter of an hour, of an account and of a source each, whether there is such an account or not.

A try counts before the password is looked at, and is taken back when it was right: however many are made at once, no sixth
one is answered.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, delete, select

from core.db.uow import UnitOfWork
from core.errors import ErrorCode, Refused, register
from core.passwords.model import password_attempt

TRIES: Final = 5
WINDOW: Final = timedelta(minutes=15)

SIGN_IN_LOCKED = register(
    ErrorCode(
        "SIGN_IN_LOCKED",
        "登录失败次数过多，请 15 分钟后再试。",
        "Too many failed tries; wait for fifteen minutes.",
    )
)

_TRIED = select(password_attempt.c.tried).where(password_attempt.c.key == bindparam("of")).with_for_update()
_FORGET = delete(password_attempt).where(
    password_attempt.c.last_at < bindparam("before", type_=password_attempt.c.last_at.type)
)


async def count_try(uow: UnitOfWork, name: str, source: str) -> None:
    """Enter a try. Raises SIGN_IN_LOCKED, and enters nothing, when the account's name or the source has had its five."""
    for key in _keys(uow, name, source):
        tried = await _recent(uow, key)
        if len(tried) >= TRIES:
            raise Refused(SIGN_IN_LOCKED)
        await uow.update(password_attempt, {"key": key}, {"tried": [*tried, uow.now], "last_at": uow.now})


async def take_back(uow: UnitOfWork, name: str, source: str) -> None:
    """One try of both was right."""
    for key in _keys(uow, name, source):
        tried = await _recent(uow, key)
        await uow.update(password_attempt, {"key": key}, {"tried": tried[:-1], "last_at": uow.now})


async def forget_tries(uow: UnitOfWork) -> int:
    """Remove what no longer counts; how many there were."""
    return await uow.execute(_FORGET, before=uow.now - WINDOW)


def _keys(uow: UnitOfWork, name: str, source: str) -> list[bytes]:
    """In one order for everybody, so that nobody waits for one who waits for him."""
    index = uow.services.indexes.secret_digest
    return sorted((index("password_attempt", f"account\n{name}"), index("password_attempt", f"source\n{source}")))


async def _recent(uow: UnitOfWork, key: bytes) -> list[datetime]:
    """The tries that count; others of the same key wait until this transaction has ended."""
    await uow.insert_new(password_attempt, {"key": key, "tried": [], "last_at": uow.now})
    tried = await uow.fetch_value(_TRIED, of=key)
    return [instant for instant in tried if instant > uow.now - WINDOW]
