"""Every sink is brought every head, in order, however long it was away."""

import asyncio
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from core.audit.check import heads_of, kept_heads
from core.audit.deliver import deliver
from core.audit.heads import HeadSigner, SignedHead
from core.audit.sign import sign_head
from core.audit.sinks import FolderSink, HttpSink, SinkRefused, sink_of
from core.outgoing import Outgoing
from tests.support.office import START, Office

SIGNER = HeadSigner(bytes(range(32)))


class Moody:
    """A sink that is away sometimes."""

    def __init__(self) -> None:
        self.away, self.taken = False, list[SignedHead]()

    async def take(self, head: SignedHead) -> None:
        if self.away:
            raise SinkRefused("away")
        self.taken.append(head)


async def sign(office: Office, count: int = 1) -> None:
    for _ in range(count):
        office.clock.set(office.clock.now() + timedelta(seconds=60))
        assert await sign_head(office.pool, office.services, SIGNER)


async def test_a_sink_that_was_away_gets_the_rest_in_order_and_keeps_nobody_waiting(office: Office) -> None:
    one, other = Moody(), Moody()
    sinks = {"one": one, "other": other}
    await sign(office)
    one.away = True
    assert await deliver(office.pool, office.services, sinks) == 1
    await sign(office, 2)
    one.away = False
    assert await deliver(office.pool, office.services, sinks) == 5

    assert [head.number for head in one.taken] == [head.number for head in other.taken] == [1, 2, 3]
    assert await deliver(office.pool, office.services, sinks) == 0


async def test_two_processes_bring_each_head_once(office: Office) -> None:
    sink = Moody()
    await sign(office, 3)
    await asyncio.gather(*(deliver(office.pool, office.services, {"one": sink}) for _ in range(3)))
    assert [head.number for head in sink.taken] == [1, 2, 3]


async def test_a_folder_gets_a_line_a_head_in_a_file_a_day(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "heads"
    await sign(office, 2)
    await deliver(office.pool, office.services, {str(folder): sink_of(str(folder), Outgoing())})
    (file,) = folder.iterdir()
    assert file.name == "2026-11-16.jsonl"
    assert file.read_text().splitlines() == await kept_heads(office.read)


async def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    head = SIGNER.sign(None, 0, b"", START)
    with pytest.raises(SinkRefused, match="file"):
        await FolderSink(tmp_path / "file").take(head)


@pytest.fixture
def inbox() -> Iterator[tuple[str, list[str], list[int]]]:
    """An address, what it was sent, and the statuses it answers with, 201 when there are none left."""
    sent, statuses = list[str](), list[int]()

    class Takes(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent.append(self.rfile.read(int(self.headers["content-length"])).decode())
            self.send_response(statuses.pop(0) if statuses else 201)
            self.send_header("location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing to say."""

    server = HTTPServer(("127.0.0.1", 0), Takes)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/heads?token=secret", sent, statuses
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("status", [302, 307, 403, 500])
async def test_an_address_has_taken_it_only_when_it_says_so(
    inbox: tuple[str, list[str], list[int]], status: int
) -> None:
    url, sent, statuses = inbox
    head = SIGNER.sign(None, 0, b"", START)
    statuses.append(status)
    with pytest.raises(SinkRefused) as refusal:
        await HttpSink(url, Outgoing(["127.0.0.1"])).take(head)
    assert str(refusal.value) == f"127.0.0.1 answered {status}"
    assert "secret" not in str(refusal.value)

    await HttpSink(url, Outgoing(["127.0.0.1"])).take(head)

    assert sent == [head.text] * 2
    assert json.loads(sent[0])["number"] == 1


async def test_an_address_that_nobody_answers_at_is_told_without_its_secrets() -> None:
    with pytest.raises(SinkRefused, match="cannot be reached") as refusal:
        await HttpSink("http://user:secret@127.0.0.1:9/x", Outgoing(["127.0.0.1"])).take(
            SIGNER.sign(None, 0, b"", START)
        )
    assert "secret" not in str(refusal.value)


def test_lines_are_heads_in_order_each_once() -> None:
    first = SIGNER.sign(None, 0, b"", START)
    second = SIGNER.sign(first, 0, b"", START)
    heads, odd = heads_of([second.text, "", first.text, second.text, "x"])
    assert heads == [first, second]
    assert [finding.what for finding in odd] == ["line 5 is no signed head: it is not JSON"]
