"""Answers as WebSocket frames (RFC 6455, section 5.2), made once for all sockets but for the ids their clients chose."""

from collections.abc import Callable, Mapping
from typing import Any

import orjson

from web.streams.packets import Packet

FRAMES = "hotline.frames"
"""The ASGI extension that takes whole frames: `Callable[[bytes], bool]`, False for a peer who cannot take them now."""

_TEXT = b"\x81"
"""A final frame of text, unmasked, as servers send them."""


def head(size: int) -> bytes:
    """What stands before so many bytes of text."""
    if size < 126:
        return _TEXT + size.to_bytes(1, "big")
    if size < 1 << 16:
        return _TEXT + b"\x7e" + size.to_bytes(2, "big")
    return _TEXT + b"\x7f" + size.to_bytes(8, "big")


def beginning(id_: str) -> str:
    """Of a `next` message, up to its payload, which a brace closes."""
    return f'{{"id":{orjson.dumps(id_).decode()},"type":"next","payload":'


def frames(packet: Packet, begins: bytes) -> bytes:
    """All answers of a packet, each a frame of its own that begins so."""
    length = len(begins)
    return begins.join(packet.form(length, lambda made: _around(made, length)))


def _around(packet: Packet, length: int) -> list[bytes]:
    """What stands around the beginnings, which are of this length: join it by one."""
    bodies = [answer.text.encode() + b"}" for answer in packet.answers]
    heads = [head(length + len(body)) for body in bodies]
    return [heads[0], *(body + following for body, following in zip(bodies, [*heads[1:], b""], strict=True))]


def writer(extensions: Mapping[str, Any]) -> Callable[[bytes], bool] | None:
    """The server's way for whole frames, if it has one."""
    found: Callable[[bytes], bool] | None = extensions.get(FRAMES)
    return found
