"""Which logins a process uses: two, for the two sides of the wall, where the database has the roles."""

from urllib.parse import urlsplit

from core.db.grants import APP, SEALED
from core.db.wall import login_as, raise_wall, stands
from core.settings import Settings
from web.problems import Halt


async def sides(settings: Settings, dsn: str) -> tuple[str, str | None]:
    """The addresses for who is cleared beyond PRIVACY and for all others; None where there is no wall.

    In a private database the roles are made here. In another, `hotline db roles` makes them, and two variables name their
    logins. Raises Halt for one without the other, and for a wall that is not as the tables need it.
    """
    if settings.database_url is None:
        await raise_wall(dsn)
        return login_as(dsn, SEALED), login_as(dsn, APP)
    low, high = settings.database_app_url, settings.database_sealed_url
    if low is None and high is None:
        return dsn, None
    if low is None or high is None:
        raise Halt(
            "HOTLINE_DATABASE_APP_URL and HOTLINE_DATABASE_SEALED_URL stand for the two sides of one wall.",
            "Name both, or none.",
        )
    if not await stands(dsn):
        raise Halt("The database's roles are not as its tables need them.", "Run `hotline db roles`.")
    return high.get_secret_value(), low.get_secret_value()


def behind(pooler: str | None, high: str, low: str | None) -> tuple[str, str | None]:
    """The two addresses through the pooler, if there is one: with the logins of the wall's sides, or without a wall its own."""
    if pooler is None:
        return high, low
    return (pooler, None) if low is None else (_at(pooler, high), _at(pooler, low))


def _at(pooler: str, login: str) -> str:
    """The pooler's address with the user and password of another."""
    parts = urlsplit(pooler)
    user, host = urlsplit(login).netloc.rpartition("@")[0], parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{user}@{host}").geturl()
