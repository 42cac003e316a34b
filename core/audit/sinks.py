"""Where signed heads are taken, beyond the reach of whoever holds the database."""

import asyncio
import os
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import urlsplit

from core.audit.heads import SignedHead
from core.outgoing import NotAsked, Outgoing

PATIENCE: Final = 10.0
"""Seconds an address has to answer."""


class SinkRefused(Exception):
    """It did not take a head; the message says why and quotes nothing of an address but its host."""


class Sink(Protocol):
    """Takes heads in their order; the same one again where nobody knows whether it was taken."""

    async def take(self, head: SignedHead) -> None:
        """Keep it for good before this returns. Raises SinkRefused."""


class FolderSink:
    """A folder with a file for each day, `2026-11-23.jsonl`, to which lines are only ever appended.

    It belongs on another machine, on a medium that is written once, or at least under `chattr +a`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def take(self, head: SignedHead) -> None:
        """See Sink."""
        try:
            await asyncio.to_thread(self._append, head)
        except OSError as error:
            raise SinkRefused(f"{self._folder}: {error.strerror}") from None

    def _append(self, head: SignedHead) -> None:
        self._folder.mkdir(mode=0o750, parents=True, exist_ok=True)
        file = os.open(self._folder / f"{head.at[:10]}.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
        try:
            os.write(file, f"{head.text}\n".encode())
            os.fsync(file)
        finally:
            os.close(file)


class HttpSink:
    """An address that is sent each head by POST, `application/json`, and answers 2xx once it keeps it."""

    def __init__(self, url: str, outgoing: Outgoing) -> None:
        self._url, self._host, self._outgoing = url, urlsplit(url).hostname or "", outgoing

    async def take(self, head: SignedHead) -> None:
        """See Sink."""
        try:
            headers = {"content-type": "application/json"}
            answer = await self._outgoing.ask(self._url, head.text.encode(), headers=headers, patience=PATIENCE)
        except NotAsked as error:
            raise SinkRefused(str(error)) from None
        if not 200 <= answer.status < 300:
            raise SinkRefused(f"{self._host} answered {answer.status}")


def sink_of(name: str, outgoing: Outgoing) -> Sink:
    """The sink of a folder's path, or of an address that begins with http:// or https://."""
    return HttpSink(name, outgoing) if name.startswith(("http://", "https://")) else FolderSink(Path(name))
