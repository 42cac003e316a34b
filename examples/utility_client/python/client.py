"""A company's end of its work queue: every event once in a local inbox, whatever falls over meanwhile. See ../README.md."""

import argparse
import asyncio
import json
import logging
import os
import random
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any

from gql import Client, GraphQLRequest
from gql.transport.exceptions import TransportError
from gql.transport.websockets import WebsocketsTransport

DOCUMENT = (Path(__file__).parents[1] / "queue.graphql").read_text("utf-8")
SILENCE, ACK_SECONDS = 30.0, 0.5
HOPELESS = {"BAD_USER_INPUT", "CURSOR_NOT_OURS", "GRAPHQL_VALIDATION_FAILED", "NOT_ALLOWED", "UNKNOWN_QUEUE"}


class Inbox:
    """The only thing this side must not lose: a file with a line for each place of the queue, and whether its event is `new`."""

    def __init__(self, file: Path) -> None:
        self.at: dict[int, dict[str, Any]] = {}
        self.ids: set[str] = set()
        self.last: int | None = None
        self.file = file.open("a+b", buffering=0)
        self.file.seek(0)
        *lines, rest = self.file.read().split(b"\n")
        self.file.truncate(self.file.tell() - len(rest))  # what a crash cut off was not acknowledged: it comes again
        for line in lines:
            self._learn(json.loads(line))

    def keep(self, item: dict[str, Any]) -> None:
        """An entry, or a QueueResync. One whose event is known, or not ours to see, is a place and nothing more."""
        line = item | {"new": item.get("event") is not None and item["eventId"] not in self.ids}
        self.file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        self._learn(line)

    def _learn(self, line: dict[str, Any]) -> None:
        if "fromQpos" in line:  # history was rewritten after it: those places come anew
            last = self.last = int(line["fromQpos"])
            self.at = {qpos: entry for qpos, entry in self.at.items() if qpos <= last}
        else:
            self.at[int(line["qpos"])], self.last = line, max(int(line["qpos"]), self.last or 0)
            self.ids |= {line["eventId"]} if line["event"] else set()

    def cursor(self, qpos: int | None) -> str | None:
        """Of a place; None for one that is not here, which stands for what is acknowledged."""
        return str(self.at[qpos]["cursor"]) if qpos in self.at else None

    def chain(self, before: str, first: int, last: int) -> str:
        """Folded over these places: the same as the hotline's if, and only if, both have the same events."""
        link = bytes.fromhex(before)
        for entry in filter(None, map(self.at.get, range(first, last + 1))):
            event = bytes.fromhex(entry["eventId"].replace("-", "") + entry["digest"])
            link = sha256(link + int(entry["qpos"]).to_bytes(8, "big") + event).digest()
        return link.hex()


def connect(options: argparse.Namespace) -> Client:
    """A connection with a new token: the last one may have expired."""
    said = subprocess.check_output(options.token_command, shell=True, text=True, timeout=SILENCE)  # noqa: S602
    told = {"init_payload": {"authorization": f"Bearer {said.split()[-1]}"}, "subprotocols": ["graphql-transport-ws"]}
    return Client(transport=WebsocketsTransport(options.url, close_timeout=2, **told))


def request(operation: str, **variables: Any) -> GraphQLRequest:
    """One operation of the document."""
    return GraphQLRequest(DOCUMENT, operation_name=operation, variable_values=variables)


async def acknowledge(session: Any, queue: str, inbox: Inbox) -> None:
    """Acknowledge what is on the disk, all at once, until it is not RETRY_LATER. CURSOR_FORKED is followed by a QueueResync."""
    told = None
    while True:
        await asyncio.sleep(ACK_SECONDS)
        if (cursor := inbox.cursor(inbox.last)) not in {None, told}:
            os.fsync(inbox.file.fileno())
            answer = await session.execute(request("Acknowledge", queue=queue, cursor=cursor))
            logging.info("acknowledged: %s", answer)
            told = None if any(one["code"] == "RETRY_LATER" for one in answer["ackQueue"]["userErrors"]) else cursor


async def follow(options: argparse.Namespace, inbox: Inbox) -> None:
    """Take what comes until the connection ends; TimeoutError when it says nothing for too long."""
    wanted = request("Follow", queue=options.queue, after=inbox.cursor(inbox.last))
    async with asyncio.timeout(SILENCE) as patience, connect(options) as session, asyncio.TaskGroup() as tasks:
        acks = tasks.create_task(acknowledge(session, options.queue, inbox))
        async for answer in session.subscribe(wanted):
            patience.reschedule(asyncio.get_running_loop().time() + SILENCE)
            item = answer["workQueue"]
            if inbox.last is not None and int(item.get("qpos", 0)) > inbox.last + 1:
                raise ConnectionError(f"place {inbox.last + 1} is missing")  # ask again from our cursor
            if item["__typename"] != "QueueHeartbeat":
                inbox.keep(item)
        acks.cancel()


async def run(options: argparse.Namespace, inbox: Inbox) -> None:
    """Until it is refused: whatever else ends a connection, 1001, 1006, 1012 and 4401 alike, the file knows where to go on."""
    failures, hopeless = 0, []
    while not hopeless:
        known = len(inbox.at)
        try:
            await follow(options, inbox)
        except* (TransportError, OSError, subprocess.SubprocessError) as cut:
            logging.info("cut off: %r", cut.exceptions)
            errors = [error for end in cut.exceptions for error in getattr(end, "errors", None) or ()]
            hopeless = [error for error in errors if error.get("extensions", {}).get("code") in HOPELESS]
        failures = 0 if len(inbox.at) > known else min(failures + 1, 5)
        await asyncio.sleep(random.uniform(0.1, 2**failures))  # noqa: S311  # not all at once, nor as often when it lasts
    raise SystemExit(str(hopeless))


async def reconcile(options: argparse.Namespace, inbox: Inbox) -> None:
    """Compare a day with the hotline by its digest, and if they differ, entry by entry; take what is missing."""
    queue, date = options.queue, options.reconcile
    day = [qpos for qpos, entry in inbox.at.items() if entry["event"] and entry["event"]["time"].startswith(date)]
    place, last, differed = min(day, default=1), max(day, default=0), 0
    async with connect(options) as session:
        theirs = day and await session.execute(request("Digest", queue=queue, first=str(place), last=str(last)))
        if theirs and inbox.chain(theirs["queueDigest"]["before"], place, last) != theirs["queueDigest"]["after"]:
            after = inbox.cursor(max((qpos for qpos in inbox.at if qpos < place), default=None))
            while place <= last:
                pulled = await session.execute(request("Pull", queue=queue, after=after))
                for entry in (edge["node"] for edge in pulled["queueEntries"]["edges"]):
                    differed += inbox.at.get(int(entry["qpos"]), {}).get("digest") != entry["digest"]
                    inbox.keep(entry)
                    place, after = int(entry["qpos"]) + 1, entry["cursor"]
    logging.info("%s: %d events were here, %d places differed and were taken", date, len(day), differed)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logging.getLogger("gql").setLevel(logging.WARNING)
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--url", "--queue", "--inbox", "--token-command"):
        parser.add_argument(name, required=True)
    parser.add_argument("--reconcile", metavar="YYYY-MM-DD", help="compare this day and end, instead of following")
    given = parser.parse_args()
    asyncio.run((reconcile if given.reconcile else run)(given, Inbox(Path(given.inbox))))
