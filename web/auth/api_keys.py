"""API keys as bearer tokens: `hk_`, a name, and a secret of 32 random bytes."""

import re
from datetime import datetime
from hmac import compare_digest
from ipaddress import ip_network

from core.access.session import Session
from core.api_keys.commands import digest
from core.api_keys.queries import find_key
from core.db.read import Read
from web.auth.tokens import Bearer, TokenExpired, TokenRefused

_FORM = re.compile(r"(hk_[a-z2-7]{16})_([A-Za-z0-9_-]{43})")
_NOBODYS = bytes(32)


def is_key(token: str) -> bool:
    """Whether it is meant as one; no JWT begins so."""
    return token.startswith("hk_")


async def bearer_of_key(read: Read, token: str, now: datetime) -> Bearer:
    """Whom the key speaks for, and from where it may. Raises TokenRefused.

    A key that is revoked later is an ended session of its account: nothing of it needs to be looked up again.
    """
    form = _FORM.fullmatch(token)
    row = await find_key(read, form[1]) if form else None
    right = compare_digest(digest(form[2] if form else ""), row["digest"] if row else _NOBODYS)
    if row is None or not right or row["revoked_at"] is not None:
        raise TokenRefused("the key is not valid")
    if now >= row["expires_at"]:
        raise TokenExpired
    queues = None if row["queues"] is None else frozenset(row["queues"])
    sources = None if row["sources"] is None else tuple(map(ip_network, row["sources"]))
    return Bearer(row["subject"], row["expires_at"], Session(names=frozenset((row["name"],)), queues=queues), sources)
