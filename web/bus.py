"""The wake-up bus of this process, as the settings name it."""

from collections.abc import Callable
from importlib.util import find_spec
from urllib.parse import urlsplit

from core.events.postgres_bus import PostgresBus
from core.events.remote_bus import RemoteBus
from core.settings import Settings
from web.problems import Halt

_NATS, _POSTGRES = {"nats", "tls"}, {"postgresql", "postgres"}


def bus_of(settings: Settings) -> Callable[[str], RemoteBus]:
    """Makes it for a database: NATS where HOTLINE_BUS_URL names its servers, else the NOTIFY of that or of the database.

    Raises Halt.
    """
    if settings.bus_url is None:
        return PostgresBus
    servers = [one.strip() for one in settings.bus_url.get_secret_value().split(",")]
    schemes = {_scheme(one) for one in servers}
    if schemes <= _NATS:
        return _nats(servers)
    if schemes <= _POSTGRES and len(servers) == 1:
        return lambda _: PostgresBus(servers[0])
    raise Halt(
        "HOTLINE_BUS_URL names no bus.",
        "Write nats://HOST:PORT (several with commas between), or unset it: the database itself then wakes everybody.",
    )


def _nats(servers: list[str]) -> Callable[[str], RemoteBus]:
    if find_spec("nats") is None:
        raise Halt(
            "HOTLINE_BUS_URL names NATS, whose client is not installed.", 'Install it: pip install "hotline[nats]".'
        )
    from core.events.nats_bus import NatsBus  # noqa: PLC0415 - an extra, which may be missing

    return lambda _: NatsBus(servers)


def _scheme(address: str) -> str:
    try:
        parts = urlsplit(address)
        return parts.scheme if parts.hostname or parts.query else ""
    except ValueError:
        return ""
