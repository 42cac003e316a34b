"""The root key of this deployment, and whether it is the one the data were sealed with."""

from sqlalchemy import select

from core.db.uow import Read
from core.keys.model import month_key
from core.sealing.provider import LocalKeyProvider
from core.sealing.root_key import configured_root_key, read_or_make_root_key, read_root_key
from core.settings import Settings

_LATEST = select(month_key.c.month, month_key.c.wrapped).order_by(month_key.c.month.desc()).limit(1)


async def root_key(settings: Settings, read: Read) -> bytes:
    """The key named in the environment or kept in `var`; made only while nothing has been sealed.

    Raises RootKeyRefused if it is missing, unsafe, or not the one the newest month key was wrapped with.
    """
    named = configured_root_key(
        settings.root_key.get_secret_value() if settings.root_key else None, settings.root_key_file
    )
    newest = await read.fetch_one(_LATEST)
    file = settings.var / "keys" / "root.key"
    if newest is None:
        return named or read_or_make_root_key(file)
    key = named or read_root_key(file)
    await LocalKeyProvider(key).unwrap(f"month_key|{newest['month']}", newest["wrapped"])
    return key
