"""A company's client against a real server, while both are killed: what must be in its inbox in the end."""

import json
import os
import shlex
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.support.postgres import var_directory
from tests.web.serving import Serving, serve

QUEUE = "unit:ta-waterworks"
UNIT = '{ unit(by: { code: "ta-waterworks" }) { id } }'
OPEN = "mutation ($input: OpenWorkQueueInput!) { openWorkQueue(input: $input) { queue { name } userErrors { code } } }"
REGISTER = (
    "mutation ($input: RegisterCaseInput!) { registerCase(input: $input) { case { id version } userErrors { code } } }"
)
ACCEPT = "mutation ($input: AcceptCaseInput!) { acceptCase(input: $input) { case { id version } userErrors { code } } }"
DISPATCH = (
    "mutation ($input: DispatchCaseInput!) { dispatchCase(input: $input) { case { id version } userErrors { code } } }"
)
PULL = """query ($after: String) { queueEntries(queue: "unit:ta-waterworks", after: $after, first: 100, consumer: "checker") {
  edges { node { cursor qpos digest event { id } } } pageInfo { endCursor hasNextPage } } }"""
NACK = "mutation ($input: NackQueueInput!) { nackQueue(input: $input) { entry { state } userErrors { code } } }"
EVENTS = 2
"""Of a dispatched case in the queue of its unit: dispatchCase and assigned."""
CONSUMERS = "{ workQueues { name head consumers { name acked } } }"


@dataclass
class Place:
    """A demonstration with a queue for the waterworks, and one company's client that reads it."""

    serving: Serving
    tokens: dict[str, str]
    command: Sequence[str]
    folder: Path
    client: "subprocess.Popen[str] | None" = None
    unit: str = ""
    dispatched: list[str] = field(default_factory=list)

    @property
    def inbox(self) -> Path:
        """The client's file."""
        return self.folder / "inbox.jsonl"

    @property
    def lines(self) -> list[dict[str, Any]]:
        """What it holds, without a line that is being written."""
        text = self.inbox.read_text("utf-8") if self.inbox.exists() else ""
        return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]

    def taken(self) -> list[str]:
        """The ids of the events that the company took as new, in order."""
        return [line["event"]["id"] for line in self.lines if line.get("new")]

    def start_client(self, *more: str) -> "subprocess.Popen[str]":
        """The client as the company starts it; what it says goes to a file beside the inbox."""
        token_file = self.folder / "token"
        token_file.write_text(self.tokens["utility_service"], "utf-8")
        address = f"ws://127.0.0.1:{self.serving.port}/graphql"
        words = [*self.command, "--url", address, "--queue", QUEUE, "--inbox", str(self.inbox)]
        with (self.folder / "said").open("a", encoding="utf-8") as said:
            self.client = subprocess.Popen(
                [*words, "--token-command", f"cat {shlex.quote(str(token_file))}", *more],
                stdout=said, stderr=said, text=True,
            )  # fmt: skip
        return self.client

    def end_client(self) -> None:
        """Kill it without a warning."""
        if self.client is not None and self.client.poll() is None:
            self.client.kill()
            self.client.wait(10)

    def kill_and_restart_server(self) -> None:
        """As a crash does, and as a service manager does then."""
        old = self.serving
        os.kill(old.process.pid, signal.SIGKILL)
        old.process.wait(10)
        self.serving = serve(old.var, "--demo", port=old.port, output=subprocess.DEVNULL)
        self.serving.until_ready()

    def ask(self, query: str, role: str, **variables: Any) -> Any:
        """The only field of the answer, which must be no refusal."""
        body = self.serving.query(query, self.tokens[role], **variables).body
        assert "errors" not in body, body
        answer = next(iter(body["data"].values()))
        assert not (isinstance(answer, dict) and answer.get("userErrors")), answer
        return answer

    def open_queue(self) -> None:
        """From when on events are queued for the waterworks; a process may learn of it two seconds later."""
        self.unit = self.ask(UNIT, "administrator")["id"]
        self.ask(OPEN, "administrator", input={"unitId": self.unit})
        time.sleep(2.5)

    def dispatch(self, count: int) -> None:
        """That many cases for the waterworks."""
        for _ in range(count):
            number = len(self.dispatched)
            report = {
                "channel": "WEB", "kind": "HELP_REQUEST", "title": f"停水 {number}", "content": "小区停水。",
                "district": "370902", "externalNo": f"water-{number}",
            }  # fmt: skip
            case = self.ask(REGISTER, "operator", input=report)["case"]
            self.ask(ACCEPT, "operator", input={"caseId": case["id"], "category": "990000"})
            target = {"unitId": self.unit, "role": "LEAD", "basis": "《供水条例》", "reason": "供水"}
            self.ask(DISPATCH, "dispatcher", input={"caseId": case["id"], "targets": [target]})
            self.dispatched.append(case["id"])

    def queued(self) -> list[dict[str, Any]]:
        """Every entry there is, as somebody sees it who has nothing to do with the client."""
        found: list[dict[str, Any]] = []
        after = None
        while True:
            page = self.ask(PULL, "utility_service", after=after)
            found += [edge["node"] for edge in page["edges"]]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                return found

    def acked(self) -> int:
        """How far the hotline has the client's word."""
        (queue,) = [one for one in self.ask(CONSUMERS, "utility_service") if one["name"] == QUEUE]
        return max((int(one["acked"]) for one in queue["consumers"]), default=0)


def until(holds: Callable[[], bool], what: str, patience: float = 40.0) -> None:
    """Wait for it."""
    begun = time.monotonic()
    while not holds():
        assert time.monotonic() - begun < patience, what
        time.sleep(0.1)


def tokens_of(serving: Serving) -> dict[str, str]:
    """Tokens for those who take part."""
    roles = ("administrator", "operator", "dispatcher", "utility_service")
    return {role: serving.token(role) for role in roles}


@contextmanager
def a_company(command: Sequence[str], folder: Path) -> Iterator[Place]:
    """A server for the block, and a company that runs this client and keeps its inbox in the folder."""
    with var_directory() as var:
        held = Place(serve(var, "--demo", output=subprocess.DEVNULL), {}, command, folder)
        try:
            held.serving.until_ready()
            held.tokens = tokens_of(held.serving)
            yield held
        finally:
            held.end_client()
            if held.serving.process.poll() is None:
                held.serving.stop()


def nothing_missed_nothing_doubled(place: Place) -> None:
    """Killed on both sides, the inbox holds each event of the queue once, in order, and all of it is acknowledged."""
    place.open_queue()
    place.start_client()
    place.dispatch(5)
    until(lambda: len(place.taken()) >= EVENTS * 5, "the first events arrive")
    place.kill_and_restart_server()
    place.dispatch(5)
    until(lambda: len(place.taken()) >= EVENTS * 10, "it comes back by itself after the server was killed")
    place.end_client()
    with place.inbox.open("a", encoding="utf-8") as torn:
        torn.write('{"qpos": 1, "curs')  # as a machine that loses its power leaves it
    place.dispatch(5)
    place.kill_and_restart_server()
    place.start_client()
    until(lambda: len(place.queued()) >= EVENTS * len(place.dispatched), "every event has its place in the queue")
    queued = place.queued()
    ids = [entry["event"]["id"] for entry in queued]
    until(lambda: len(place.taken()) >= len(ids), "it goes on where its file ends")
    until(lambda: place.acked() == int(queued[-1]["qpos"]), "all of it is acknowledged")
    assert [int(entry["qpos"]) for entry in queued] == list(range(1, len(queued) + 1))
    assert len(ids) == EVENTS * 15
    assert place.taken() == ids
    place.end_client()


def a_day_is_reconciled(place: Place) -> None:
    """An equal day says so; a lost line is noticed and taken again, once."""
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date().isoformat()
    ids = [entry["event"]["id"] for entry in place.queued()]
    assert differed(place, today) == 0
    kept = place.inbox.read_text("utf-8").splitlines(keepends=True)
    place.inbox.write_text("".join(kept[:6] + kept[8:]), "utf-8")
    assert differed(place, today) == 2
    assert sorted(place.taken()) == sorted(ids)
    assert differed(place, today) == 0


def a_day_with_events_that_are_withheld_is_reconciled(place: Place) -> None:
    """What was parked is a place without an event in the inbox; with its id, the day's chain comes to the same."""
    known = len(place.taken())
    first = len(place.queued())
    place.dispatch(2)
    until(lambda: len(place.queued()) >= first + 2 * EVENTS, "the events have their places")
    parked = place.queued()[first]
    for number in range(5):
        key = f"it-failed-again-{number}"
        given = {"queue": QUEUE, "cursor": parked["cursor"], "reason": "UNKNOWN_CODE", "idempotencyKey": key}
        answer = place.ask(NACK, "utility_service", input=given)
    assert answer["entry"]["state"] == "PARKED"
    place.start_client()
    until(lambda: place.acked() >= int(parked["qpos"]) + 2 * EVENTS - 1, "the places are taken")
    place.end_client()
    assert len(place.taken()) == known + EVENTS, "the other case's"
    assert differed(place, datetime.now(ZoneInfo("Asia/Shanghai")).date().isoformat()) == 0


def differed(place: Place, day: str) -> int:
    """What the client says of a day."""
    client = place.start_client("--reconcile", day)
    assert client.wait(30) == 0, (place.folder / "said").read_text("utf-8")
    last = (place.folder / "said").read_text("utf-8").splitlines()[-1]
    return int(last.split(" places differed")[0].split(" ")[-1])
