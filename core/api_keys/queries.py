"""Finding API keys."""

from sqlalchemy import bindparam, select

from core.accounts.model import account
from core.api_keys.model import api_key
from core.db.read import Read, Row

_KEYS = select(api_key, account.c.subject).join(account, account.c.id == api_key.c.account_id)
_ONE = _KEYS.where(api_key.c.name == bindparam("name"))
_ALL = _KEYS.order_by(account.c.subject, api_key.c.made_at)


async def find_key(read: Read, name: str) -> Row | None:
    """The key of this name with its account's subject, whether it still counts or not."""
    return await read.fetch_one(_ONE, name=name)


async def every_key(read: Read) -> list[Row]:
    """All there have been, by account."""
    return list(await read.fetch(_ALL))
