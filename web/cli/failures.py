"""What is told when a command cannot do its work: cause and mend, never a trace or a secret."""

import errno

import asyncpg

from core.access.errors import PolicyError
from core.attachments.store import StoreRefused
from core.db.private import ClusterError
from core.errors import DomainError, Refused
from core.plugin.errors import PluginError
from core.sealing.provider import RootKeyRefused
from web.problems import Halt

_TOLD = (Halt, ClusterError, PluginError, PolicyError, RootKeyRefused, StoreRefused, DomainError)
_FULL = (errno.ENOSPC, errno.EDQUOT)
_UNUSABLE = "The database cannot be used.\nCheck HOTLINE_DATABASE_URL and the database's log."
_DATABASE: tuple[tuple[type[Exception], str], ...] = (
    (asyncpg.DiskFullError, "The disk of the database is full.\nFree some space there and try again."),
    (
        asyncpg.InvalidAuthorizationSpecificationError,
        "The database does not accept this user.\nCorrect user and password in HOTLINE_DATABASE_URL.",
    ),
    (
        asyncpg.InvalidCatalogNameError,
        "There is no such database.\nCreate it, or correct HOTLINE_DATABASE_URL.",
    ),
    (
        asyncpg.InsufficientPrivilegeError,
        "The database's user lacks a right.\nMake it the owner of the database: ALTER DATABASE … OWNER TO ….",
    ),
    (asyncpg.TooManyConnectionsError, "The database takes no more connections.\nLower HOTLINE_POOL_SIZE."),
    (asyncpg.CannotConnectNowError, "The database is starting or stopping.\nTry again in a moment."),
    (asyncpg.PostgresConnectionError, "The connection to the database broke.\nSee the database's log, and try again."),
    (asyncpg.InterfaceError, _UNUSABLE),
    (asyncpg.InternalClientError, _UNUSABLE),
)


def failure(error: Exception) -> str | None:
    """The message for `error`; None for a fault of ours: see `web.crash`."""
    if isinstance(error, Refused):
        return f"{error.text('zh')}\n{error.text('en')}"
    if isinstance(error, _TOLD):
        return str(error)
    if isinstance(error, OSError):
        return _of_system(error)
    for kind, told in _DATABASE:
        if isinstance(error, kind):
            return told
    cause = error.__cause__ or error.__context__
    return failure(cause) if isinstance(cause, Exception) else None


def _of_system(error: OSError) -> str | None:
    if error.errno in _FULL:
        return f"The disk is full{_at(error)}.\nFree some space there, or set HOTLINE_VAR to a larger disk."
    if isinstance(error, ConnectionError | TimeoutError) or error.errno in (errno.ENETUNREACH, errno.EHOSTUNREACH):
        return "The database does not answer.\nStart it, or correct HOTLINE_DATABASE_URL."
    if isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError) and error.filename:
        return f"{error.filename}: {error.strerror}.\nName another file, or make it accessible for this user."
    if error.errno is not None and error.filename is None and error.errno < 0:  # a name that cannot be resolved
        return "The database's host is not known.\nCorrect HOTLINE_DATABASE_URL."
    return None


def _at(error: OSError) -> str:
    return f" ({error.filename})" if error.filename else ""
