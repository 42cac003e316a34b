"""Asking an address outside: whoever chose the address, it must not lead to what only this host can reach.

An address is `https`, and all that its name resolves to is public, unless its host is listed as one of the operator's own. The
connection goes to the very address that was judged. A redirect is an answer like any other, no proxy of the environment
is asked, and what is answered has an end in bytes and in time.
"""

import asyncio
import ssl
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from socket import SHUT_RDWR, SOCK_STREAM, create_connection
from typing import Final
from urllib.parse import SplitResult, urlsplit

LONGEST: Final = 1 << 20
PATIENCE: Final = 10.0
_PORTS: Final = {"https": 443, "http": 80}
_TRANSLATED: Final = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
"""IPv6 that a gateway turns into the IPv4 address of its last bits."""


class NotAsked(Exception):
    """There is no answer; the message says why and tells nothing of an address but its host."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes = field(repr=False)


class Outgoing:
    """`own` are the hosts that may be asked without `https` and need not be public: `sso.city.example`, `10.0.0.8`."""

    def __init__(self, own: Collection[str] = ()) -> None:
        self._own = frozenset(one.lower() for one in own)

    async def ask(
        self,
        url: str,
        body: bytes | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        patience: float = PATIENCE,
        longest: int = LONGEST,
    ) -> Answer:
        """GET `url`, or POST `body` to it; all of it within `patience` seconds. Raises NotAsked."""
        place = self._place(url)
        host = place.hostname or ""
        try:
            async with asyncio.timeout(patience):
                address = await self._address(host, place.port or _PORTS[place.scheme])
                return await _answered(_Pinned(place, address, patience), body, headers or {}, longest)
        except TimeoutError:
            raise NotAsked(f"{host} has not answered within {patience:g} s") from None
        except (OSError, HTTPException) as error:
            raise NotAsked(f"{host} cannot be reached: {type(error).__name__}") from None

    def _place(self, url: str) -> SplitResult:
        try:
            place = urlsplit(url)
            host, _ = place.hostname, place.port
        except ValueError:
            raise NotAsked("the address is malformed") from None
        if not host or place.scheme not in _PORTS:
            raise NotAsked("an address begins with https:// and names a host")
        if place.scheme != "https" and host not in self._own:
            raise NotAsked(f"{host} is asked by https:// only")
        return place

    async def _address(self, host: str, port: int) -> str:
        """The one to connect to; every one of the name is judged. Raises NotAsked."""
        infos = await asyncio.get_running_loop().getaddrinfo(host, port, type=SOCK_STREAM)
        found = [str(info[4][0]) for info in infos]
        if host not in self._own and not all(is_public(one) for one in found):
            raise NotAsked(f"{host} is not at a public address")
        return found[0]


def is_public(address: str) -> bool:
    """Whether everybody can reach it, by whatever it stands for."""
    found: IPv4Address | IPv6Address | None = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if any(found in network for network in _TRANSLATED):
            inner = IPv4Address(int(found) & 0xFFFFFFFF)
        found = inner or found
    return found is not None and found.is_global and not found.is_multicast and not found.is_reserved


class _Pinned(HTTPConnection):
    """To an address that was judged, in the name of its host."""

    def __init__(self, place: SplitResult, address: str, patience: float) -> None:
        self._tls = place.scheme == "https"
        self.default_port = _PORTS[place.scheme]
        super().__init__(place.hostname or "", place.port or self.default_port, timeout=patience)
        self._address = address
        self.target = (place.path or "/") + (f"?{place.query}" if place.query else "")

    def connect(self) -> None:
        """See HTTPConnection."""
        plain = create_connection((self._address, self.port), self.timeout)
        self.sock = plain
        if self._tls:
            self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)


async def _answered(connection: _Pinned, body: bytes | None, headers: Mapping[str, str], longest: int) -> Answer:
    asking = asyncio.ensure_future(asyncio.to_thread(partial(_exchange, connection, body, headers, longest)))
    try:
        return await asyncio.shield(asking)
    finally:
        if not asking.done() and connection.sock is not None:  # who drips bytes would keep the thread for ever
            with suppress(OSError):
                connection.sock.shutdown(SHUT_RDWR)
            asking.add_done_callback(lambda done: done.cancelled() or done.exception())


def _exchange(connection: _Pinned, body: bytes | None, headers: Mapping[str, str], longest: int) -> Answer:
    try:
        connection.request("GET" if body is None else "POST", connection.target, body, dict(headers))
        with connection.getresponse() as response:
            text = response.read(longest + 1)
    finally:
        connection.close()
    if len(text) > longest:
        raise NotAsked(f"{connection.host} answers more than {longest} bytes")
    return Answer(response.status, text)
