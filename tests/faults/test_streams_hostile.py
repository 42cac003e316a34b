"""Whatever is sent to a real server, it answers below 500 or ends the connection in time, and says nothing of a fault.

HOTLINE_TEST_LONG=1: five minutes of random damage; else a few seconds.
"""

import asyncio
import os
import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import orjson
import pytest

from tests.faults.hosts import Hosts, hosts
from tests.faults.rude import CLOSE, INIT, SUBSCRIBE, damaged, frame, frames, handshake, handshakes, requests
from tests.web.http.test_fuzz import drawn as bodies
from tests.web.ws.test_messages import drawn as conversations

pytestmark = pytest.mark.faults

SECONDS = 300 if os.environ.get("HOTLINE_TEST_LONG") == "1" else 4
AT_ONCE = 16
PATIENCE = 25.0
"""A head has 10 s, a body 15; a socket has 3 s to say who it is, and its end 4."""

POOL = 10
PASSING = 20
"""Tasks that live for a moment, whenever one looks."""

BYE = frame(b"\x03\xe8", CLOSE)
STATUS = re.compile(rb"^HTTP/1\.[01] (\d{3})")


@pytest.fixture
def site(module_database: str, tmp_path: Path) -> Iterator[Hosts]:
    with hosts(tmp_path, module_database) as found:
        found.start()
        yield found


class Rude:
    """Sends bytes, reads to the end, and counts what the end was."""

    def __init__(self, port: int) -> None:
        self.port, self.ends = port, Counter[str]()
        self.wrong: list[str] = []

    async def say(self, what: str, *pieces: bytes, leave: bool = False) -> bytes:
        """What was answered. Whoever is to leave goes after the last piece."""
        answer = b""
        try:
            async with asyncio.timeout(PATIENCE):
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 24)
                first, *more = pieces
                writer.write(first)
                if more:  # they are frames, for which the handshake must be over
                    with suppress(OSError, asyncio.IncompleteReadError):
                        answer = await reader.readuntil(b"\r\n\r\n")
                reading = asyncio.create_task(reader.read())
                with suppress(OSError):
                    for piece in more:
                        writer.write(piece)
                        await writer.drain()
                    if leave:
                        writer.write_eof()
                with suppress(OSError):
                    answer += await reading
                writer.close()
                with suppress(OSError):
                    await writer.wait_closed()
        except TimeoutError:
            self.wrong.append(f"{what}: hangs")
            return answer
        found = STATUS.match(answer)
        self.ends[found[1].decode() if found else "closed"] += 1
        if found and found[1] >= b"500":
            self.wrong.append(f"{what}: {answer[:200]!r}")
        return answer


async def test_no_frame_and_no_body_is_a_fault_or_hangs(site: Hosts) -> None:
    token = site.token("operator").encode()
    before = await asyncio.to_thread(site.load)
    rude = Rude(site.running[0].port)

    signed_in = handshake(b"Authorization: Bearer " + token)
    doors = {"stranger": handshake(), "signed in": signed_in}
    sockets = {f"{who}: {what}": (door, sent, BYE) for who, door in doors.items() for what, sent in frames().items()}
    others = {what: (sent,) for what, sent in {**handshakes(), **requests()}.items()}
    told = await asyncio.gather(*(rude.say(what, *sent) for what, sent in {**sockets, **others}.items()))
    assert len(told) > 140
    begun = time.monotonic()
    await asyncio.gather(*(at_random(rude, token, begun + SECONDS, random.Random(n)) for n in range(AT_ONCE)))

    assert rude.wrong == []
    assert site.faults() == []
    assert site.running[0].query("{ viewer { name } }", token.decode()).status == 200
    async with asyncio.timeout(10):
        while site.gauge("graphql_connections"):  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.2)
    await asyncio.sleep(0.5)
    after = await asyncio.to_thread(site.load)
    print(  # noqa: T201 - the figures of the proof
        f"{rude.ends.total()} connections, {len(told)} of them chosen: {dict(rude.ends.most_common())}; memory "
        f"{before.memory >> 20} -> {after.memory >> 20} MiB, files {before.files} -> {after.files}"
    )
    assert sum(after.tasks.values()) - sum(before.tasks.values()) <= PASSING, (before.tasks, after.tasks)
    assert after.files - before.files <= POOL
    assert rude.ends["101"] > 100
    assert rude.ends["400"] > 20


async def at_random(rude: Rude, token: bytes, until: float, chance: random.Random) -> None:
    """Damaged conversations, well-formed frames of nonsense, and requests of nonsense, in turn."""
    door = handshake(b"Authorization: Bearer " + token)
    damage = damaged(chance, door + frame(INIT) + frame(SUBSCRIBE) + frame(b'{"type":"ping"}'))
    while time.monotonic() < until:
        for _ in range(10):
            await rude.say("damaged", next(damage), leave=True)
        for conversation in conversations(10):
            said = [one.encode("utf-8", "surrogatepass") if isinstance(one, str) else one for one in conversation]
            await rude.say(f"{said!r}", door, *map(frame, said), BYE)
        for one in bodies(10):
            await rude.say(f"{one!r}", request(one, chance.choice(("/graphql", "/graphql/stream")), token), leave=True)


def request(drawn: dict[str, object], path: str, token: bytes) -> bytes:
    """A request of `test_fuzz` as bytes."""
    content = orjson.dumps(drawn["content"]) if not isinstance(drawn["content"], bytes) else drawn["content"]
    headers = {"authorization": "Bearer " + token.decode(), **drawn["headers"]}  # type: ignore[dict-item]
    lines = [f"{drawn['method']} {path} HTTP/1.1", "Host: x", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items() if name != "content-length"]
    return "\r\n".join([*lines, f"Content-Length: {len(content)}", "", ""]).encode() + content
