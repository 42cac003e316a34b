"""Whether two servers answer the same, before anybody measures how fast."""

import re
import urllib.error
import urllib.request
from base64 import urlsafe_b64decode
from datetime import datetime
from typing import Any

import orjson

from benchmarks.servers import Server
from benchmarks.works import Values, body

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
        return [_refused(server, work, found) for server in servers if _refused(server, work, found)]
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


def _refused(server: Server, work: str, found: Values) -> str:
    answer = ask(server, work, found, 0)
    good = b'"errors"' not in answer and b'"caseNo":"TA' in answer
    return "" if good else f"{work}: {server.name} answers {answer[:800]!r}"
