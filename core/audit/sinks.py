"""Where signed heads are taken, beyond the reach of whoever holds the database."""

import asyncio
import os
from pathlib import Path
from typing import Final, Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from core.audit.heads import SignedHead

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

    def __init__(self, url: str) -> None:
        self._url, self._host = url, urlsplit(url).hostname or ""
        self._opener = build_opener(_NoRedirect)

    async def take(self, head: SignedHead) -> None:
        """See Sink."""
        try:
            await asyncio.to_thread(self._send, head)
        except HTTPError as error:
            error.close()
            raise SinkRefused(f"{self._host} answered {error.code}") from None
        except (URLError, OSError) as error:
            raise SinkRefused(f"{self._host} cannot be reached: {type(error).__name__}") from None

    def _send(self, head: SignedHead) -> None:
        request = Request(self._url, head.text.encode(), {"content-type": "application/json"}, method="POST")  # noqa: S310
        with self._opener.open(request, timeout=PATIENCE):
            return


class _NoRedirect(HTTPRedirectHandler):
    """Who answers elsewhere has not taken it."""

    def redirect_request(self, *_: object) -> None:
        """See HTTPRedirectHandler."""


def sink_of(name: str) -> Sink:
    """The sink of a folder's path, or of an address that begins with http:// or https://."""
    return HttpSink(name) if name.startswith(("http://", "https://")) else FolderSink(Path(name))
