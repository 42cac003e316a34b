"""The public keys of systems that sign in by themselves, and the assertions that they have used up."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import bindparam, delete, select, true

from core.access.load import SERVICE
from core.accounts.commands import UNKNOWN_SUBJECT
from core.accounts.model import account
from core.accounts.sessions import end_sessions
from core.api_keys.errors import NOT_A_SERVICE
from core.clients.model import service_client, used_assertion
from core.db.read import Read
from core.db.uow import UnitOfWork
from core.errors import Refused

_ACCOUNT = select(account.c.id, account.c.kind).where(account.c.subject == bindparam("subject"))
_REMOVE = delete(service_client).where(service_client.c.account_id == bindparam("of", type_=account.c.id.type))
_KEYS = (
    select(service_client.c["keys"])
    .join(account, account.c.id == service_client.c.account_id)
    .where(account.c.subject == bindparam("subject"), account.c.active == true())
)
_FORGET = delete(used_assertion).where(used_assertion.c.until < bindparam("now", type_=used_assertion.c.until.type))


async def set_client_keys(uow: UnitOfWork, subject: str, keys: Mapping[str, Any] | None) -> None:
    """Let a service sign in with these public keys alone, with none for None; what it has open ends.

    Raises UNKNOWN_SUBJECT or NOT_A_SERVICE.
    """
    row = await uow.fetch_one(_ACCOUNT, subject=subject)
    if row is None:
        raise Refused(UNKNOWN_SUBJECT, subject=subject)
    if row["kind"] != SERVICE:
        raise Refused(NOT_A_SERVICE, subject=subject)
    await uow.execute(_REMOVE, of=row["id"])
    if keys is not None:
        await uow.insert(service_client, [{"account_id": row["id"], "keys": dict(keys), "changed_at": uow.now}])
    await end_sessions(uow, subject)


async def client_keys(read: Read, subject: str) -> Mapping[str, Any] | None:
    """The JWK set of an active service; None for whoever has none."""
    found: Mapping[str, Any] | None = await read.fetch_value(_KEYS, subject=subject)
    return found


async def use_once(uow: UnitOfWork, subject: str, jti: str, until: datetime) -> bool:
    """Whether the assertion had not been used."""
    id_ = sha256(f"{subject}\n{jti}".encode(errors="replace")).digest()
    return await uow.insert_new(used_assertion, {"id": id_, "until": until})


async def forget_used(uow: UnitOfWork) -> int:
    """Remove assertions that have ended; how many there were."""
    return await uow.execute(_FORGET, now=uow.now)
