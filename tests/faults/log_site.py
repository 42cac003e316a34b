"""A server, a company that follows its queue, and other consumers, over a database that can be exchanged beneath them."""

import asyncio
import json
import signal
import sys
import threading
import time
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from core.db.connection import open_pool
from tests.clients.delivering import ACCEPT, DISPATCH, REGISTER, Place, until
from tests.faults.log_clusters import Clusters
from tests.faults.log_load import tokens_of
from tests.faults.log_verdict import doctored, log_sound, queued
from tests.support.postgres import var_directory
from tests.web.serving import ROOT, running

CLIENT = ROOT / "examples" / "utility_client" / "python" / "client.py"
FOLLOW_QUEUE = """subscription ($after: String, $consumer: String) {
  workQueue(queue: "unit:ta-waterworks", after: $after, window: 1000, consumer: $consumer) {
    __typename
    ... on QueueEvent { cursor qpos event { id } }
    ... on QueueResync { fromQpos reason } } }"""
FOLLOW_CASES = """subscription ($after: String) {
  caseEvents(after: $after) {
    __typename
    ... on CaseEventsNow { cursor resync }
    ... on CaseEventUpdate { cursor event { id } } } }"""
_LOGGED = "select pos, event_id::text as id from event_log order by pos"


class Subscriber(threading.Thread):
    """Follows a subscription and comes back with its last cursor, whatever ends it; what it heard, but for signs of life."""

    def __init__(self, place: Place, role: str, query: str, after: str | None = None, **variables: str) -> None:
        super().__init__(name="subscriber", daemon=True)
        self._url = f"ws://127.0.0.1:{place.serving.port}/graphql"
        self._token, self._query, self._variables = place.tokens[role], query, variables
        self.cursor, self.heard, self.over = after, list[dict[str, Any]](), threading.Event()

    def run(self) -> None:
        """Until `over` is set."""
        while not self.over.is_set():
            try:
                self._follow()
            except (OSError, WebSocketException):
                time.sleep(0.1)

    def _follow(self) -> None:
        with connect(self._url, subprotocols=[Subprotocol("graphql-transport-ws")], close_timeout=1) as socket:
            socket.send(json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {self._token}"}}))
            variables = {**self._variables, "after": self.cursor}
            payload = {"query": self._query, "variables": variables}
            socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))
            while not self.over.is_set():
                try:
                    message = json.loads(socket.recv(timeout=0.2))
                except TimeoutError:
                    continue
                if message["type"] in {"error", "complete"}:
                    return
                if message["type"] == "next" and message["payload"].get("data"):
                    self._hear(next(iter(message["payload"]["data"].values())))

    def _hear(self, item: dict[str, Any]) -> None:
        if item["__typename"] != "QueueHeartbeat":
            self.cursor = item.get("cursor", self.cursor)
            self.heard.append(item)

    @property
    def resyncs(self) -> list[dict[str, Any]]:
        """What it was told of another history."""
        return [one for one in self.heard if one["__typename"] == "QueueResync" or one.get("resync")]

    def history(self) -> list[str]:
        """The events of the queue by place, as somebody keeps them who obeys a Resync."""
        at: dict[int, str] = {}
        for one in self.heard:
            if one["__typename"] == "QueueResync":
                at = {qpos: id_ for qpos, id_ in at.items() if qpos <= int(one["fromQpos"])}
            elif one["__typename"] == "QueueEvent":
                at[int(one["qpos"])] = one["event"]["id"]
        return [at[qpos] for qpos in sorted(at)]


@dataclass
class Site:
    """What the tests of a changed history work with."""

    clusters: Clusters
    place: Place
    made: int = 0

    def accepted(self, count: int) -> list[str]:
        """New cases that wait to be dispatched."""
        found = []
        for _ in range(count):
            self.made += 1
            report = {
                "channel": "WEB", "kind": "HELP_REQUEST", "title": f"停水 {self.made}", "content": "小区停水。",
                "district": "370902", "externalNo": f"site-{self.made}",
            }  # fmt: skip
            case = self.place.ask(REGISTER, "operator", input=report)["case"]
            self.place.ask(ACCEPT, "operator", input={"caseId": case["id"], "category": "990000"})
            found.append(case["id"])
        return found

    def dispatch(self, cases: list[str]) -> None:
        """To the waterworks: two events each, in the log and in the queue."""
        target = {"unitId": self.place.unit, "role": "LEAD", "basis": "《供水条例》", "reason": "供水"}
        for case in cases:
            self.place.ask(DISPATCH, "dispatcher", input={"caseId": case, "targets": [target]})

    def queue(self) -> list[str]:
        """The ids of the queue's events, in order."""
        return [row["id"] for row in asyncio.run(self._rows())]

    async def _rows(self) -> list[Any]:
        pool = await open_pool(self.clusters.dsn, size=1)
        try:
            return await queued(pool)
        finally:
            await pool.close()

    def log(self) -> list[str]:
        """The ids of all events by position."""
        return asyncio.run(self._log())

    async def _log(self) -> list[str]:
        pool = await open_pool(self.clusters.dsn, size=1)
        try:
            return [row["id"] for row in await pool.fetch(_LOGGED)]
        finally:
            await pool.close()

    def settled(self, length: int) -> int:
        """Wait until the queue has its length and the company has acknowledged all of it; the length."""
        until(lambda: len(self.queue()) == length, "every event has its place")
        until(lambda: self.place.acked() == length, "the company has acknowledged everything")
        return length

    def exchanged(self) -> None:
        """Wait until the server answers from the database there is now."""
        until(self._answers, "the server has found the other database")

    def _answers(self) -> bool:
        try:
            said = self.place.serving.query("{ workQueues { name head } }", self.place.tokens["utility_service"])
        except OSError:
            return False
        return said.status == 200 and "errors" not in said.body and bool(said.body["data"]["workQueues"])

    def company(self) -> "Company":
        """What the company's inbox says."""
        return Company(self.place.lines)

    def sound(self) -> None:
        """The log, the queues and everything else."""
        asyncio.run(self._sound())

    async def _sound(self) -> None:
        pool = await open_pool(self.clusters.dsn, size=2)
        try:
            await log_sound(pool)
            await doctored(pool)
        finally:
            await pool.close()


class Company:
    """The inbox, as whoever acts upon it reads it."""

    def __init__(self, lines: list[dict[str, Any]]) -> None:
        self.resyncs = [line for line in lines if "fromQpos" in line]
        self.taken = [line["event"]["id"] for line in lines if line.get("new")]
        at: dict[int, str] = {}
        for line in lines:
            if "fromQpos" in line:
                at = {qpos: id_ for qpos, id_ in at.items() if qpos <= int(line["fromQpos"])}
            else:
                at[int(line["qpos"])] = line["event"]["id"]
        self.history = [at[qpos] for qpos in sorted(at)]


def position(cursor: str) -> int:
    """Of a cursor, which callers take as it is."""
    return int.from_bytes(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))[8:16], "big")


@contextmanager
def following(place: Place, role: str, query: str, after: str | None = None, **variables: str) -> Iterator[Subscriber]:
    """A subscriber for the block."""
    one = Subscriber(place, role, query, after, **variables)
    one.start()
    try:
        yield one
    finally:
        one.over.set()
        one.join(timeout=10)


@contextmanager
def opened_site(folder: Path) -> Iterator[Site]:
    """The server, its first database, and the company at work."""
    with var_directory() as var:
        var.mkdir()
        var.chmod(0o755)
        clusters = Clusters(var)
        with (
            (folder / "server").open("w", encoding="utf-8") as log,
            running(var, "--demo", output=log.fileno(), HOTLINE_DATABASE_URL=clusters.dsn) as serving,
        ):
            place = Place(serving, {}, (sys.executable, str(CLIENT)), folder)
            try:
                serving.until_ready()
                place.tokens = tokens_of(serving)
                place.open_queue()
                place.start_client()
                yield Site(clusters, place)
            finally:
                place.end_client()
                serving.stop(signal.SIGKILL)
        clusters.end()
