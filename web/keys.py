"""The root key of this deployment, and whether it is the one the data were sealed with."""

from sqlalchemy import select

from core.db.read import Read
from core.keys.model import month_key
from core.sealing.keychain import month_place
from core.sealing.provider import LocalKeyProvider
from core.sealing.root_key import configured_root_key, read_or_make_root_key, read_root_key
from core.settings import Settings

_LATEST = select(month_key.c.month, month_key.c.wrapped).order_by(month_key.c.month.desc()).limit(1)


async def root_key(settings: Settings, read: Read) -> bytes:
    """The key named in the environment or kept in `var`; made only while nothing has been sealed.

    Raises RootKeyRefused if it is missing, unsafe, or not the one the newest month key was wrapped with, nor the former one is.
    """
    named = configured_root_key(
        settings.root_key.get_secret_value() if settings.root_key else None, settings.root_key_file
    )
    newest = await read.fetch_one(_LATEST)
    file = settings.var / "keys" / "root.key"
    if newest is None:
        return named or read_or_make_root_key(file)
    key = named or read_root_key(file)
    provider = LocalKeyProvider(key, former_root_key(settings))
    await provider.unwrap(month_place(newest["month"]), newest["wrapped"])
    return key


def former_root_key(settings: Settings) -> bytes | None:
    """The key that is being replaced, while it is. Raises RootKeyRefused."""
    return None if settings.root_key_old_file is None else read_root_key(settings.root_key_old_file)
