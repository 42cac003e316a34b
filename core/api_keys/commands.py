"""Making API keys and ending them; two of an account may be active at a time, so that one can replace the other."""

import base64
import secrets
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from ipaddress import ip_network
from typing import Final

from sqlalchemy import Text, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from core.access.load import SERVICE
from core.accounts.commands import UNKNOWN_SUBJECT
from core.accounts.model import account
from core.accounts.sessions import enter_ended
from core.api_keys.errors import BAD_LIFETIME, BAD_SOURCE, NOT_A_SERVICE, TWO_KEYS_ACTIVE, UNKNOWN_KEY
from core.api_keys.model import api_key
from core.db.read import Row
from core.db.uow import UnitOfWork
from core.errors import Refused
from core.events.errors import UNKNOWN_QUEUE
from core.events.model import work_queue
from core.ids import new_id

ACTIVE: Final = 2
LONGEST_DAYS: Final = 180
_SECRET_BYTES = 32

_HOLDER = select(account.c.id, account.c.kind).where(account.c.subject == bindparam("subject")).with_for_update()
_ACTIVE = select(func.count()).where(
    api_key.c.account_id == bindparam("holder", type_=api_key.c.account_id.type),
    api_key.c.revoked_at.is_(None),
    api_key.c.expires_at > bindparam("now", type_=api_key.c.expires_at.type),
)
_QUEUES = select(work_queue.c.name).where(work_queue.c.name == any_(bindparam("names", type_=ARRAY(Text()))))
_KEY = (
    select(api_key.c.id, api_key.c.expires_at, api_key.c.revoked_at, account.c.subject)
    .join(account, account.c.id == api_key.c.account_id)
    .where(api_key.c.name == bindparam("name"))
)


async def new_key(
    uow: UnitOfWork, subject: str, *, queues: Sequence[str] = (), sources: Sequence[str] = (), days: int = LONGEST_DAYS
) -> str:
    """A key of a service, whole: only a digest of it is kept.

    It opens `queues`, or all of its account, to callers from the networks `sources`, or from anywhere, for `days`. Raises
    UNKNOWN_SUBJECT, NOT_A_SERVICE, TWO_KEYS_ACTIVE, UNKNOWN_QUEUE, BAD_SOURCE or BAD_LIFETIME.
    """
    if not 1 <= days <= LONGEST_DAYS:
        raise Refused(BAD_LIFETIME, longest=LONGEST_DAYS)
    holder = await _holder(uow, subject)
    await _known_queues(uow, queues)
    name, secret = _drawn()
    row = {
        "id": new_id(), "name": name, "account_id": holder["id"], "digest": digest(secret),
        "sources": [_network(one) for one in sources] or None, "queues": sorted(set(queues)) or None,
        "made_at": uow.now, "expires_at": uow.now + timedelta(days=days), "revoked_at": None,
    }  # fmt: skip
    await uow.insert(api_key, [row])
    return f"{name}_{secret}"


async def revoke_key(uow: UnitOfWork, name: str) -> None:
    """End a key and what it has open, within two seconds. Raises UNKNOWN_KEY."""
    row = await uow.fetch_one(_KEY, name=name)
    if row is None:
        raise Refused(UNKNOWN_KEY, name=name)
    if row["revoked_at"] is None:
        await uow.update(api_key, {"id": row["id"]}, {"revoked_at": uow.now})
        await enter_ended(uow, row["subject"], name, row["expires_at"])


def digest(secret: str) -> bytes:
    """What of the secret part is kept."""
    return sha256(secret.encode()).digest()


async def _holder(uow: UnitOfWork, subject: str) -> Row:
    holder = await uow.fetch_one(_HOLDER, subject=subject)
    if holder is None:
        raise Refused(UNKNOWN_SUBJECT, subject=subject)
    if holder["kind"] != SERVICE:
        raise Refused(NOT_A_SERVICE, subject=subject)
    if await uow.fetch_value(_ACTIVE, holder=holder["id"], now=uow.now) >= ACTIVE:
        raise Refused(TWO_KEYS_ACTIVE, subject=subject)
    return holder


async def _known_queues(uow: UnitOfWork, queues: Sequence[str]) -> None:
    known = {row["name"] for row in await uow.fetch(_QUEUES, names=list(queues))} if queues else set()
    if not known.issuperset(queues):
        raise Refused(UNKNOWN_QUEUE, field=("queue",))


def _network(source: str) -> str:
    try:
        return str(ip_network(source))
    except ValueError:
        raise Refused(BAD_SOURCE, source=source) from None


def _drawn() -> tuple[str, str]:
    name = base64.b32encode(secrets.token_bytes(10)).decode().lower()
    return f"hk_{name}", secrets.token_urlsafe(_SECRET_BYTES)
