"""Ending sessions before their tokens end, at an operator's word."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, delete

from core.accounts.commands import account_id
from core.accounts.model import session_revocation
from core.db.uow import UnitOfWork
from core.ids import new_id

KEPT: Final = timedelta(days=30)
"""Far longer than any token lasts: a session's name is told by refreshed tokens as long as its issuer keeps it open."""

_FORGET = delete(session_revocation).where(
    session_revocation.c.until < bindparam("now", type_=session_revocation.c.until.type)
)


async def end_sessions(uow: UnitOfWork, subject: str, session: str | None = None) -> None:
    """End every session of an account as it stands now, or the one of this `jti` or `sid`. Raises UNKNOWN_SUBJECT."""
    await account_id(uow, subject)
    await enter_ended(uow, subject, session, uow.now + KEPT)


async def enter_ended(uow: UnitOfWork, subject: str, session: str | None, until: datetime) -> None:
    """Have every process turn the session out within two seconds; `until` it would have ended by itself."""
    row = {"id": new_id(), "subject": subject, "session": session, "ended_at": uow.now, "until": until}
    await uow.insert(session_revocation, [row])


async def forget_ended(uow: UnitOfWork) -> int:
    """Remove what has ended by itself meanwhile; how many there were."""
    return await uow.execute(_FORGET, now=uow.now)
