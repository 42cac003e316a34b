"""Bytes that no client library would send: WebSocket frames and HTTP requests against the rules, and random ones."""

import json
import random
import struct
from collections.abc import Iterator

KEY = b"dGhlIHNhbXBsZSBub25jZQ=="
TEXT, BINARY, MORE, CLOSE, PING, PONG = 1, 2, 0, 8, 9, 10
FLOOD = 5_000
INIT = b'{"type":"connection_init"}'
SUBSCRIBE = b'{"id":"1","type":"subscribe","payload":{"query":"{ __typename }"}}'


def handshake(*more: bytes, path: bytes = b"/graphql", protocol: bytes = b"graphql-transport-ws") -> bytes:
    """The opening of a WebSocket."""
    lines = [
        b"GET " + path + b" HTTP/1.1", b"Host: x", b"Connection: Upgrade", b"Upgrade: websocket",
        b"Sec-WebSocket-Version: 13", b"Sec-WebSocket-Key: " + KEY, b"Sec-WebSocket-Protocol: " + protocol, *more,
    ]  # fmt: skip
    return b"\r\n".join(lines) + b"\r\n\r\n"


def frame(
    payload: bytes,
    opcode: int = TEXT,
    *,
    end: bool = True,
    masked: bool = True,
    reserved: int = 0,
    length: int | None = None,
) -> bytes:
    """One frame, right or wrong; `length` is what its head says."""
    length = len(payload) if length is None else length
    bit = 0x80 if masked else 0
    head = bytes([(0x80 if end else 0) | reserved << 4 | opcode])
    if length < 126:
        head += bytes([bit | length])
    elif length < 1 << 16:
        head += bytes([bit | 126]) + struct.pack(">H", length)
    else:
        head += bytes([bit | 127]) + struct.pack(">Q", length)
    return head + (b"\0\0\0\0" if masked else b"") + payload  # a mask of zeros changes nothing


def frames() -> dict[str, bytes]:
    """What follows a handshake, by what is wrong with it."""
    init, ask = frame(INIT), frame(SUBSCRIBE)
    deep = b'{"type":"ping","payload":' + b'{"a":' * 50_000
    return {
        "nothing": b"",
        "unmasked": frame(INIT, masked=False),
        "unknown opcode": frame(INIT, 3),
        "unknown control opcode": frame(b"", 11),
        "reserved bits": frame(INIT, reserved=4),
        "a long ping": frame(b"x" * 126, PING),
        "a fragmented ping": frame(b"x", PING, end=False),
        "a continuation of nothing": frame(INIT, MORE),
        "a message within a message": frame(b"{", end=False) + frame(INIT),
        "a message of single bytes": b"".join(
            frame(INIT[n : n + 1], MORE if n else TEXT, end=n == len(INIT) - 1) for n in range(len(INIT))
        ) + ask,
        "empty fragments": frame(b"", end=False) + frame(b"", MORE, end=False) * FLOOD,
        "fragments beyond the limit": frame(b"x" * 65_536, end=False) + frame(b"x" * 65_536, MORE, end=False) * 20,
        "a length of 2^63": frame(b"", length=1 << 63),
        "a length of 2^40": frame(b"x" * 100, length=1 << 40),
        "half a head": frame(INIT)[:1],
        "half a frame": frame(INIT)[:-5],
        "no UTF-8": frame(b"\xff\xfe"),
        "UTF-8 cut apart": frame("错".encode()[:1], end=False) + frame("错".encode()[1:], MORE),
        "a close of one byte": frame(b"x", CLOSE),
        "a close with a reserved code": frame(struct.pack(">H", 1005), CLOSE),
        "a close with a code of nobody": frame(struct.pack(">H", 999) + b"\xff", CLOSE),
        "binary": frame(INIT, BINARY),
        "a flood of pings": init + frame(b"x" * 125, PING) * FLOOD,
        "a flood of pongs": init + frame(b"", PONG) * FLOOD,
        "a flood of messages": init + frame(b'{"type":"ping"}') * FLOOD,
        "a flood of operations": init + b"".join(
            frame(b'{"id":"%d","type":"subscribe","payload":{"query":"{ __typename }"}}' % n) for n in range(2_000)
        ),
        "a flood of ends": init + frame(b'{"id":"1","type":"complete"}') * FLOOD,
        "deep": frame(deep),
        "deep and whole": frame(b"[" * 500_000 + b"]" * 500_000),
        "wide": frame(json.dumps({"type": "ping", "payload": {str(n): n for n in range(50_000)}}).encode()),
        "huge numbers": frame(b'{"type":"ping","payload":{"a":1e999999,"b":' + b"9" * 100_000 + b"}}"),
        "half a surrogate": frame(rb'{"type":"\ud800"}') + frame(rb'{"id":"\udfff","type":"complete"}'),
        "zeros": frame(b"\0" * 1000),
        "no object": frame(b"[]") + frame(b"5"),
        "twice initialised": init + init,
        "twice the id": init + frame(SUBSCRIBE.replace(b"__typename", b"cases(first: 1) { nodes { id } }")) * 2,
        "asked before it began": ask,
        "a document of a million": init + frame(SUBSCRIBE.replace(b"__typename", b"a:__typename " * 75_000)),
        "a document of braces": init + frame(SUBSCRIBE.replace(b"__typename", b"a{" * 400_000)),
        "a token of a million": frame(INIT[:-1] + b',"payload":{"authorization":"' + b"a" * 1_000_000 + b'"}}'),
        "everything after its end": frame(struct.pack(">H", 1000), CLOSE) + init + ask,
    }  # fmt: skip


def handshakes() -> dict[str, bytes]:
    """Openings that are wrong themselves."""
    good = handshake()
    return {
        "no key": good.replace(b"Sec-WebSocket-Key", b"X"),
        "a bad key": good.replace(KEY, b"?"),
        "an old version": good.replace(b"Version: 13", b"Version: 8"),
        "by POST": good.replace(b"GET ", b"POST "),
        "in HTTP/1.0": good.replace(b"HTTP/1.1", b"HTTP/1.0"),
        "elsewhere": handshake(path=b"/nowhere"),
        "at the stream": handshake(path=b"/graphql/stream"),
        "a protocol of a thousand": handshake(protocol=b",".join(b"p%d" % n for n in range(1_000))),
        "a protocol that is none": handshake(protocol=b"\xff, ,,;"),
        "a huge header": handshake(b"X: " + b"a" * 60_000),
        "a thousand headers": handshake(*(b"X%d: a" % n for n in range(1_000))),
        "no host": good.replace(b"Host: x\r\n", b""),
        "a foreign host": handshake(b"Origin: http://[::1"),
        "a bad address": handshake(path=b"/graphql?%ff%fe"),
        "a fragment of an address": handshake(path=b"http://[/graphql"),
    }


def requests() -> dict[str, bytes]:
    """HTTP against its rules, at both endpoints."""
    found = {}
    for path, accept in ((b"/graphql", b"*/*"), (b"/graphql/stream", b"text/event-stream")):
        head = b"Host: x\r\nAccept: " + accept + b"\r\nConnection: close\r\nContent-Type: application/json\r\n"
        post = b"POST " + path + b" HTTP/1.1\r\n" + head

        def whole(body: bytes, post: bytes = post) -> bytes:
            return post + b"Content-Length: %d\r\n\r\n" % len(body) + body

        bad = {
            "no length": post + b"\r\n{}",
            "two lengths": post + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
            "a length and chunks": post + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "a length below zero": post + b"Content-Length: -1\r\n\r\n{}",
            "a length beyond all": post + b"Content-Length: 99999999999999999999\r\n\r\n{}",
            "a chunk that is none": post + b"Transfer-Encoding: chunked\r\n\r\nx\r\n{}\r\n0\r\n\r\n",
            "chunks beyond the limit": post + b"Transfer-Encoding: chunked\r\n\r\n"
            + (b"10000\r\n" + b"x" * 65_536 + b"\r\n") * 20 + b"0\r\n\r\n",
            "too large": whole(b'{"query":"' + b"x" * (1 << 20) + b'"}'),
            "compressed": post + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1f\x8b",
            "UTF-16": whole('{"query":"{ __typename }"}'.encode("utf-16")),
            "no UTF-8": whole(b'{"query":"\xff"}'),
            "deep": whole(b"[" * 400_000),
            "deep variables": whole(b'{"query":"{ __typename }","variables":' + b'{"a":' * 5_000 + b"1" + b"}" * 5_001),
            "a number": whole(b"5"),
            "a batch": whole(b"[{},{}]"),
            "NaN": whole(b'{"query":NaN}'),
            "the same key twice": whole(b'{"query":"{ __typename }","query":"{ __typename }"}'),
            "half a surrogate": whole(rb'{"query":"{ __typename }","operationName":"\ud800"}'),
            "a document of braces": whole(b'{"query":"' + b"{a" * 300_000 + b'"}'),
            "many aliases": whole(b'{"query":"{' + b" ".join(b"a%d:__typename" % n for n in range(30_000)) + b'}"}'),
            "a bad token": post + b"Authorization: Bearer \xff\xfe\r\nContent-Length: 2\r\n\r\n{}",
            "a key of nobody": post + b"Idempotency-Key: \xe9" + b"k" * 5_000 + b"\r\nContent-Length: 2\r\n\r\n{}",
            "a last event that is none": post + b"Last-Event-ID: \xff\r\nContent-Length: 2\r\n\r\n{}",
            "a query string of nonsense": b"GET " + path + b"?query=%ff&variables=[&extensions=%7B HTTP/1.1\r\n" + head + b"\r\n",
            "a long query string": b"GET " + path + b"?query=" + b"a" * 60_000 + b" HTTP/1.1\r\n" + head + b"\r\n",
            "a method of nobody": b"BREW " + path + b" HTTP/1.1\r\n" + head + b"\r\n",
            "a stranger's token": b"DELETE " + path + b"?token=x&operationId=1 HTTP/1.1\r\n" + head + b"\r\n",
            "a stream that is not there": b"GET " + path + b"?token=" + b"x" * 5_000 + b" HTTP/1.1\r\n" + head + b"\r\n",
            "no version": b"POST " + path + b"\r\n\r\n",
            "a version of nobody": b"POST " + path + b" HTTP/9.9\r\n" + head + b"\r\n",
            "nonsense": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        }  # fmt: skip
        found |= {f"{path.decode()}: {what}": sent for what, sent in bad.items()}
    return found


def damaged(chance: random.Random, good: bytes) -> Iterator[bytes]:
    """The same bytes with some of them changed, doubled, left out or cut off, for ever."""
    while True:
        bytes_ = bytearray(good)
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(bytes_) or 1)
            match chance.randrange(4):
                case 0:
                    bytes_[place : place + 1] = bytes([chance.randrange(256)])
                case 1:
                    bytes_[place:place] = bytes_[place : place + chance.randrange(40)]
                case 2:
                    del bytes_[place : place + chance.randrange(10)]
                case _:
                    del bytes_[max(place, 1) :]
        yield bytes(bytes_)
