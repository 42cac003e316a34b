"""What has been received: the only thing that this side must not lose."""

import json
import os
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID


class Inbox:
    """A file with a line for each place of the queue: the entry, its cursor, and whether its event is `new`."""

    def __init__(self, file: Path) -> None:
        self.at: dict[int, dict[str, Any]] = {}
        self.ids: set[str] = set()
        self.last: int | None = None
        self._file = file.open("a+b")
        self._file.seek(0)
        *lines, rest = self._file.read().split(b"\n")
        self._file.truncate(self._file.tell() - len(rest))  # what a crash cut off was not acknowledged: it comes again
        for line in lines:
            self._learn(json.loads(line))

    def keep(self, item: dict[str, Any]) -> None:
        """An entry, or a QueueResync. One whose event is known, or not ours to see, is a place and nothing more."""
        event = item.get("event")
        line = item | {"new": event is not None and event["id"] not in self.ids}
        self._file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        self._file.flush()
        self._learn(line)

    def cursor(self, qpos: int | None) -> str | None:
        """Of a place; None for one that is not here, which stands for what is acknowledged."""
        return str(self.at[qpos]["cursor"]) if qpos in self.at else None

    def sync(self) -> None:
        """Everything is on the disk."""
        os.fsync(self._file.fileno())

    def day(self, date: str) -> list[int]:
        """The places of a day's events."""
        return [qpos for qpos, entry in self.at.items() if entry["event"] and entry["event"]["time"].startswith(date)]

    def chain(self, before: str, first: int, last: int) -> str:
        """Folded over these places: the same as the hotline's if, and only if, both have the same events."""
        link = bytes.fromhex(before)
        for qpos in range(first, last + 1):
            if (entry := self.at.get(qpos)) and (event := entry["event"]):
                digest = bytes.fromhex(entry["digest"])
                link = sha256(link + qpos.to_bytes(8, "big") + UUID(event["id"]).bytes + digest).digest()
        return link.hex()

    def _learn(self, line: dict[str, Any]) -> None:
        if (
            "fromQpos" in line
        ):  # history was rewritten after it: those places come anew, also with events that are known
            last = self.last = int(line["fromQpos"])
            self.at = {qpos: entry for qpos, entry in self.at.items() if qpos <= last}
        else:
            self.at[int(line["qpos"])], self.last = line, max(int(line["qpos"]), self.last or 0)
            self.ids |= {line["event"]["id"]} if line["event"] else set()
