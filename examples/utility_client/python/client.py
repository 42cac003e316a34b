"""A company's end of its work queue: every event once in a local inbox, whatever falls over meanwhile. See ../README.md."""

import argparse
import asyncio
import logging
import random
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

from gql import Client, GraphQLRequest
from gql.client import AsyncClientSession
from gql.transport.exceptions import TransportError, TransportQueryError
from gql.transport.websockets import WebsocketsTransport
from inbox import Inbox
from websockets.exceptions import ConnectionClosed

log = logging.getLogger("utility_client")

DOCUMENT = (Path(__file__).parents[1] / "queue.graphql").read_text("utf-8")
SILENCE, ACK_SECONDS = 30.0, 0.5
HOPELESS = (
    4400,
    4403,
    4406,
    "BAD_USER_INPUT",
    "CURSOR_NOT_OURS",
    "FORBIDDEN",
    "GRAPHQL_VALIDATION_FAILED",
    "UNKNOWN_QUEUE",
)


def connect(options: argparse.Namespace) -> Client:
    """A connection with a new token: the last one may have expired."""
    command = shlex.split(options.token_command)
    said = subprocess.run(command, check=True, capture_output=True, text=True, timeout=30)  # noqa: S603
    init, protocols = {"authorization": f"Bearer {said.stdout.split()[-1]}"}, ["graphql-transport-ws"]
    return Client(
        transport=WebsocketsTransport(options.url, init_payload=init, subprotocols=protocols, close_timeout=2)
    )


async def ask(session: AsyncClientSession, operation: str, **variables: Any) -> Any:
    """The operation's only field."""
    answer = await session.execute(GraphQLRequest(DOCUMENT, operation_name=operation, variable_values=variables))
    return next(iter(answer.values()))


async def acknowledge(session: AsyncClientSession, queue: str, inbox: Inbox) -> None:
    """Acknowledge what is on the disk, all at once."""
    told = None
    while True:
        await asyncio.sleep(ACK_SECONDS)
        if (cursor := inbox.cursor(inbox.last)) != told:
            inbox.sync()
            answer = await ask(session, "Acknowledge", queue=queue, cursor=cursor)
            told = (
                cursor  # if it was refused, with CURSOR_FORKED say, the stream is about to tell from where it goes on
            )
            log.info("acknowledged %s %s", answer["acked"], answer["userErrors"] or "")


async def follow(options: argparse.Namespace, inbox: Inbox) -> None:
    """Take what comes until the connection ends; TimeoutError when it says nothing for too long."""
    after = {"queue": options.queue, "after": inbox.cursor(inbox.last)}
    async with asyncio.timeout(SILENCE) as patience, connect(options) as session:
        acks = asyncio.create_task(acknowledge(session, options.queue, inbox))
        try:
            async for answer in session.subscribe(
                GraphQLRequest(DOCUMENT, operation_name="Follow", variable_values=after)
            ):
                patience.reschedule(asyncio.get_running_loop().time() + SILENCE)
                item = answer["workQueue"]
                if inbox.last is not None and int(item.get("qpos", 0)) > inbox.last + 1:
                    raise ConnectionError(f"place {inbox.last + 1} is missing")  # ask again from our cursor
                if item["__typename"] != "QueueHeartbeat":
                    inbox.keep(item)
        finally:
            acks.cancel()
            await asyncio.gather(acks, return_exceptions=True)


def why(end: BaseException | None) -> object:
    """The code of the error that ended the stream, or with which the socket was closed."""
    if isinstance(end, TransportQueryError):
        return (end.errors or [{}])[0].get("extensions", {}).get("code")
    while end is not None and not isinstance(end, ConnectionClosed):
        end = end.__cause__ or end.__context__
    return end.rcvd.code if end and end.rcvd else 1006


async def run(options: argparse.Namespace, inbox: Inbox) -> None:
    """For ever: whatever ends a connection, 1001, 1006, 1012 and 4401 alike, the file knows where to go on."""
    failures = 0
    while True:
        known = len(inbox.at)
        try:
            await follow(options, inbox)
        except (TransportError, OSError, subprocess.SubprocessError) as end:
            if (code := why(end)) in HOPELESS:
                sys.exit(f"{code}: {end}")
            log.info("cut off with %s, coming back: %r", code, end)
        failures = 0 if len(inbox.at) > known else min(failures + 1, 5)
        await asyncio.sleep(random.uniform(0.1, 2**failures))  # noqa: S311  # not all at once, nor as often when it lasts


async def reconcile(options: argparse.Namespace, inbox: Inbox) -> None:
    """Compare a day with the hotline by its digest, and if they differ, entry by entry; take what is missing."""
    day, differed = inbox.day(options.reconcile), 0
    place, last = min(day, default=1), max(day, default=0)
    async with connect(options) as session:
        theirs = await ask(session, "Digest", queue=options.queue, first=str(place), last=str(last)) if day else None
        if theirs and inbox.chain(theirs["before"], place, last) != theirs["after"]:
            after = inbox.cursor(max((qpos for qpos in inbox.at if qpos < place), default=None))
            while place <= last:
                for edge in (await ask(session, "Pull", queue=options.queue, after=after))["edges"]:
                    entry, place, after = edge["node"], int(edge["node"]["qpos"]) + 1, edge["node"]["cursor"]
                    if inbox.at.get(place - 1, {}).get("digest") != entry["digest"]:
                        inbox.keep(entry)
                        differed += 1
    inbox.sync()
    log.info("%s: %d events were here, %d places differed and were taken", options.reconcile, len(day), differed)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logging.getLogger("gql").setLevel(logging.WARNING)
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--url", "--queue", "--inbox", "--token-command"):
        parser.add_argument(name, required=True)
    parser.add_argument("--reconcile", metavar="YYYY-MM-DD", help="compare this day and end, instead of following")
    given = parser.parse_args()
    asyncio.run((reconcile if given.reconcile else run)(given, Inbox(Path(given.inbox))))
