"""Whoever chose the address: nothing inside is asked, nobody is followed elsewhere, and everything ends."""

import asyncio
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from core.outgoing import Answer, NotAsked, Outgoing, is_public

OWN = Outgoing(["127.0.0.1", "Inside.example"])
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def serving(said: bytes, *, pieces: int = 1, wait: float = 0.0) -> AsyncIterator[tuple[int, list[bytes]]]:
    """A server that says this, whatever it is asked; its port, and what it was asked."""
    asked: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        for _ in range(pieces):
            writer.write(said)
            try:
                await writer.drain()
            except ConnectionError:
                break
            await asyncio.sleep(wait)
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1], asked


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "255.255.255.255", "224.0.0.1", "192.0.2.1", "198.18.0.1", "240.0.0.1", "::", "::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "2002:7f00:1::",
        "2002:a00:1::", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::a00:1", "2001:db8::1", "2001::1",
    ],
)  # fmt: skip
def test_what_only_this_network_reaches_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "114.114.114.114", "2400:3200::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_what_everybody_reaches_is(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://example.com/x", "example.com is asked by https:// only"),
        ("https://127.0.0.1/latest/meta-data", "127.0.0.1 is not at a public address"),
        ("https://2130706433/", "2130706433 is not at a public address"),
        ("https://0x7f.1/", "0x7f.1 is not at a public address"),
        ("https://[::1]/", "::1 is not at a public address"),
        ("https://[::ffff:169.254.169.254]/", "::ffff:169.254.169.254 is not at a public address"),
        ("https://localhost/", "localhost is not at a public address"),
        ("https://inside.example.com@127.0.0.1/", "127.0.0.1 is not at a public address"),
        ("file:///etc/passwd", "an address begins with https:// and names a host"),
        ("ftp://inside.example/", "an address begins with https:// and names a host"),
        ("gopher://127.0.0.1:6379/_x", "an address begins with https:// and names a host"),
        ("https:///x", "an address begins with https:// and names a host"),
        ("https://example.com:99999/", "the address is malformed"),
        ("https://[::1/", "the address is malformed"),
    ],
)
async def test_what_leads_inside_is_not_asked(url: str, told: str) -> None:
    with pytest.raises(NotAsked) as refused:
        await Outgoing().ask(url)
    assert str(refused.value) == told


async def test_a_name_with_one_address_inside_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    # given a name that stands for a public address and for one inside
    loop = asyncio.get_running_loop()

    async def resolved(*_: object, **__: object) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 443)) for one in ("8.8.8.8", "10.0.0.1")]

    monkeypatch.setattr(loop, "getaddrinfo", resolved)

    # then it is neither
    with pytest.raises(NotAsked, match=r"both\.example is not at a public address"):
        await Outgoing().ask("https://both.example/")


async def test_the_connection_goes_to_the_address_that_was_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    # given a name that is resolved to something else each time it is asked for
    asked: list[str] = []
    loop, connected = asyncio.get_running_loop(), []

    async def resolved(host: str, *_: object, **__: object) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8" if len(asked) == 1 else "127.0.0.1", 443))]

    def connect(address: tuple[str, int], _: object) -> socket.socket:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(loop, "getaddrinfo", resolved)
    monkeypatch.setattr("core.outgoing.create_connection", connect)

    # when it is asked
    with pytest.raises(NotAsked, match=r"rebinding\.example cannot be reached: ConnectionRefusedError"):
        await Outgoing().ask("https://rebinding.example/")

    # then it was resolved once, and that address was connected to
    assert (asked, connected) == (["rebinding.example"], [("8.8.8.8", 443)])


async def test_a_host_of_the_operator_s_own_is_asked_as_it_is() -> None:
    async with serving(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok") as (port, asked):
        assert await OWN.ask(f"http://127.0.0.1:{port}/a?b=c") == Answer(200, b"ok")
        assert await OWN.ask(f"http://127.0.0.1:{port}", b"x", headers={"x-y": "z"}) == Answer(200, b"ok")
    assert asked[0].startswith(f"GET /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n".encode())
    assert asked[1].startswith(b"POST / HTTP/1.1\r\n")
    assert b"x-y: z\r\n" in asked[1]


async def test_a_certificate_of_nobody_known_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def leave() -> None:
            listener.accept()[0].close()

        threading.Thread(target=leave, daemon=True).start()
        with pytest.raises(NotAsked, match=r"127\.0\.0\.1 cannot be reached: (SSL|ConnectionReset)"):
            await OWN.ask(f"https://127.0.0.1:{listener.getsockname()[1]}/")
    context = ssl.create_default_context()
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


async def test_a_redirect_is_answered_and_not_followed() -> None:
    said = b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n"
    async with serving(said) as (port, asked):
        assert (await OWN.ask(f"http://127.0.0.1:{port}/")).status == 302
    assert len(asked) == 1


async def test_a_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    async with serving(b"HTTP/1.1 204 No Content\r\n\r\n") as (port, _):
        assert (await OWN.ask(f"http://127.0.0.1:{port}/")).status == 204


async def test_a_flood_is_not_read() -> None:
    async with serving(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 5_000) as (port, _):
        with pytest.raises(NotAsked, match=r"127\.0\.0\.1 answers more than 1000 bytes"):
            await OWN.ask(f"http://127.0.0.1:{port}/", longest=1_000)


async def test_who_says_a_little_now_and_then_is_left_and_keeps_no_thread() -> None:
    before, begun = threading.active_count(), asyncio.get_running_loop().time()
    async with serving(b"X", pieces=100, wait=0.05) as (port, _):
        with pytest.raises(NotAsked, match=r"127\.0\.0\.1 has not answered within 0\.3 s"):
            await OWN.ask(f"http://127.0.0.1:{port}/", patience=0.3)
    assert asyncio.get_running_loop().time() - begun < 2
    assert threading.active_count() <= before + 1  # the pool keeps its thread, which is free again
    assert await asyncio.wait_for(asyncio.to_thread(lambda: 1), 1) == 1


async def test_what_is_no_answer_is_told_without_its_text() -> None:
    async with serving(b"secret secret\r\n\r\n") as (port, _):
        with pytest.raises(NotAsked, match=r"^127\.0\.0\.1 cannot be reached: BadStatusLine$"):
            await OWN.ask(f"http://user:word@127.0.0.1:{port}/path?token=x")


async def test_a_line_break_makes_no_header() -> None:
    async with serving(b"HTTP/1.1 200 OK\r\n\r\n") as (port, asked):
        with pytest.raises(NotAsked):
            await OWN.ask(f"http://127.0.0.1:{port}/a b\x7f")
    assert asked == []
