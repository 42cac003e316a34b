"""Where a request comes from, to count what one source tries."""

from functools import lru_cache
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Final

from starlette.requests import HTTPConnection
from starlette.types import Scope

_ONE_SUBSCRIBER: Final = 64
"""Bits of an IPv6 address that name a subscriber; the rest they choose as they like."""

_REMEMBERED: Final = 4096


def host_of(request: HTTPConnection) -> str:
    """The caller's address as the transport tells it; empty where it knows none."""
    return request.client.host if request.client else ""


def source(request: HTTPConnection) -> str:
    """The caller's IPv4 address or IPv6 network; empty where the transport knows none."""
    return source_at(request.scope)


def source_at(scope: Scope) -> str:
    """The same by the request's scope."""
    client = scope.get("client")
    return _network(client[0] if client else "")


@lru_cache(_REMEMBERED)
def _network(host: str) -> str:
    try:
        address = ip_address(host)
    except ValueError:  # a Unix socket, or a transport without addresses
        return host
    if not isinstance(address, IPv6Address):
        return str(address)
    return str(address.ipv4_mapped or IPv6Network((int(address), _ONE_SUBSCRIBER), strict=False))
