"""The database of this process: the one named, or the private PostgreSQL of `var`."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from core.db.private import private_postgres
from core.settings import Settings
from web.problems import Halt

_SCHEMES = ("postgresql", "postgres")


@contextmanager
def database(settings: Settings) -> Iterator[str]:
    """The address, for the block. A private PostgreSQL is started or joined, and stopped by whoever leaves last.

    Raises Halt for a malformed HOTLINE_DATABASE_URL, ClusterError when the private one cannot be had.
    """
    if settings.database_url:
        yield _checked(settings.database_url.get_secret_value(), "HOTLINE_DATABASE_URL")
        return
    with private_postgres(settings.var) as cluster:
        yield cluster.dsn


def pooler_of(settings: Settings) -> str | None:
    """The address of the pooler before the named database, if there is one. Raises Halt for one that is malformed."""
    if settings.pooler_url is None:
        return None
    if settings.database_url is None:
        raise Halt("HOTLINE_POOLER_URL stands before no database.", "Name that in HOTLINE_DATABASE_URL, too.")
    return _checked(settings.pooler_url.get_secret_value(), "HOTLINE_POOLER_URL")


def replica_of(settings: Settings) -> str | None:
    """The address of the named database's replica, if there is one. Raises Halt for one that is malformed."""
    if settings.replica_url is None:
        return None
    if settings.database_url is None:
        raise Halt("HOTLINE_REPLICA_URL is a replica of no database.", "Name that in HOTLINE_DATABASE_URL, too.")
    return _checked(settings.replica_url.get_secret_value(), "HOTLINE_REPLICA_URL")


def _checked(address: str, name: str) -> str:
    try:
        scheme = urlsplit(address).scheme
    except ValueError:
        scheme = ""
    if scheme not in _SCHEMES:
        raise Halt(
            f"{name} is not the address of a PostgreSQL.",
            "Write it as postgresql://USER:PASSWORD@HOST:PORT/DATABASE.",
        )
    return address
