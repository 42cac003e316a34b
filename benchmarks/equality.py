"""Whether two servers answer the same, before anybody measures how fast."""

import asyncio
import re
import urllib.error
import urllib.request
from base64 import urlsafe_b64decode
from datetime import datetime
from typing import Any

import orjson

from benchmarks.servers import Server
from benchmarks.works import Values, body
from tests.support.database import connection

_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d")
_PLACES = {"endCursor"}
"""Every server has cursors of its own."""

TEXTS = {"title", "content"}
"""Peers have the masks of these, we and the limit the texts."""

Answer = Any


def ask(server: Server, work: str, found: Values, number: int) -> bytes:
    """One answer's body."""
    headers = {"content-type": "application/json", "accept": "application/json", **server.headers}
    asked = urllib.request.Request(
        f"http://127.0.0.1:{server.port}/graphql", body(work, found, server, number), headers
    )
    try:
        with urllib.request.urlopen(asked, timeout=20) as answer:
            return bytes(answer.read())
    except urllib.error.HTTPError as refused:
        return bytes(refused.read())


def plain(value: Answer, *, texts: bool = True) -> Answer:
    """The same facts whichever server tells them: row ids, instants in UTC milliseconds, lists without wrappers."""
    if isinstance(value, dict):
        if set(value) == {"nodes"} or set(value) == {"counts"}:
            return plain(next(iter(value.values())), texts=texts)
        if set(value) == {"code"}:
            return value["code"]
        return {
            name: plain(one, texts=texts)
            for name, one in value.items()
            if name not in _PLACES and (texts or name not in TEXTS) and name != "userErrors"
        }
    if isinstance(value, list):
        return [plain(one, texts=texts) for one in value]
    return _plain_text(value) if isinstance(value, str) else value


def _plain_text(text: str) -> str:
    if _INSTANT.match(text):
        instant = datetime.fromisoformat(text if len(text) > 22 else text + ":00")
        return f"{instant.timestamp():.6f}"[:-3]
    if text.startswith("djE6"):
        return urlsafe_b64decode(text + "=" * (-len(text) % 4)).split(b":")[2].decode()
    return text


def differences(servers: list[Server], work: str, found: Values) -> list[str]:
    """Where answers differ from the first server's, in words; a peer's total is compared as far as ours is counted."""
    if work == "M1":
        return _written_apart({server.name: _written(server, work, found) for server in servers})
    wrong = []
    for number in range(4):
        answers = {server.name: ask(server, work, found, number) for server in servers}
        first = servers[0].name
        for name, answer in answers.items():
            if b'"errors"' in answer or not answer.startswith(b"{"):
                wrong.append(f"{work}: {name} answers {answer[:600]!r}")
            elif name == "limit" and "ours" in answers and _bytes(answer) != _bytes(answers["ours"]):
                wrong.append(
                    f"{work}: the limit's bytes are not ours:\n{_apart(_bytes(answer), _bytes(answers['ours']))}"
                )
            elif not _same(
                orjson.loads(answer),
                orjson.loads(answers[first]),
                texts={name, first} <= {"ours", "limit", "core alone"},
            ):
                wrong.append(f"{work}: {name} and {first} differ:\n{_apart(answer, answers[first])}")
        if wrong:
            break
    return wrong


def _apart(one: bytes, other: bytes) -> str:
    """Both from a little before they part."""
    at = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    return f"{one[max(0, at - 60) : at + 200]!r}\n{other[max(0, at - 60) : at + 200]!r}"


def _bytes(answer: bytes) -> bytes:
    return re.sub(rb'"endCursor":"[^"]*"', b"", answer)


def _same(one: Answer, other: Answer, *, texts: bool) -> bool:
    return bool(plain(one.get("data"), texts=texts) == plain(other.get("data"), texts=texts))


_WRITTEN = """
select c.state, c.version, c.due_at > now() as due, octet_length(c.title_sealed) > 0 as sealed,
  (select count(*) from reporter where case_id = c.id) as reporters,
  (select count(*) from clock where case_id = c.id) as clocks,
  (select count(*) from timer where case_id = c.id and state = 'ARMED' and due_at > now()) as timers,
  (select count(*) from case_event where case_id = c.id) as events,
  (select count(*) from case_event e where case_id = c.id and (exists (select from outbox where event_id = e.id)
     or exists (select from event_log where event_id = e.id))) as told
from case_file c where case_no = $1"""


def _written(server: Server, work: str, found: Values) -> str:
    """What a mutation has written, in words, or what it has answered instead."""
    answer = ask(server, work, found, 0)
    number = re.search(rb'"caseNo":"(TA[^"]+)"', answer)
    if number is None or b'"errors"' in answer:
        return f"answers {answer[:800]!r}"
    return asyncio.run(_row(server.dsn, number.group(1).decode()))


async def _row(dsn: str, number: str) -> str:
    async with connection(dsn) as database:
        return str(dict(await database.fetchrow(_WRITTEN, number) or {}))


def _written_apart(written: dict[str, str]) -> list[str]:
    if len(set(written.values())) == 1 and "answers" not in next(iter(written.values())):
        return []
    return [f"M1: {name}: {what}" for name, what in written.items()]
