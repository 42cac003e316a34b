"""Several servers of one hotline: processes of their own on one database and one `var`, ended, killed and measured."""

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import psutil

from tests.support import forked
from tests.web.serving import ROOT, Serving, environment, free_port
from web.auth.demonstration import demonstration_key, mint


class Load(NamedTuple):
    """What a server holds: resident bytes, open files, tasks of its event loop, connections to the database."""

    memory: int
    files: int
    tasks: dict[str, int]


@dataclass
class Hosts:
    """The servers by their numbers. What they log goes to one file each, over all their lives."""

    folder: Path
    dsn: str
    more: dict[str, str] = field(default_factory=dict)
    running: dict[int, Serving] = field(default_factory=dict)

    def start(self, number: int = 0, *words: str) -> Serving:
        """`launch`, and wait until it is ready."""
        self.launch(number, *words).until_ready()
        return self.running[number]

    def launch(self, number: int = 0, *words: str, program: str = "tests.faults.watched", **more: str) -> Serving:
        """Start one, at the address it had before if it had one."""
        port = self.running[number].port if number in self.running else free_port()
        own = {"HOTLINE_PORT": str(port), "HOTLINE_DATABASE_URL": self.dsn, "WATCHED_TASKS": str(self.folder / "tasks")}
        own["HOTLINE_RATE_PEOPLE"] = "1000000"  # one account works here for a whole city
        with self.log(number).open("a") as output:
            env = environment(self.folder / "var", **{**own, **self.more, **more})
            process = forked.start(program, "serve", "--demo", *words, cwd=ROOT, env=env, stdout=output, stderr=output)
        self.running[number] = Serving(process, self.folder / "var", port)
        return self.running[number]

    def end(self, number: int, kind: signal.Signals = signal.SIGTERM) -> float:
        """Tell the process to end, and the seconds until it has. Raises TimeoutExpired if it hangs."""
        process, begun = self.running[number].process, time.monotonic()
        process.send_signal(kind)
        process.wait(timeout=30)
        return time.monotonic() - begun

    def kill(self, number: int = 0) -> None:
        """As a crash ends it."""
        self.end(number, signal.SIGKILL)

    @property
    def addresses(self) -> list[str]:
        """Of all of them."""
        return [f"http://127.0.0.1:{one.port}" for one in self.running.values()]

    def token(self, role: str) -> str:
        """As `hotline token` gives it."""
        return mint(demonstration_key(self.folder / "var"), f"d:{role}", datetime.now(UTC))

    def bearer(self, role: str) -> dict[str, str]:
        """The header that carries it."""
        return {"authorization": f"Bearer {self.token(role)}"}

    def log(self, number: int = 0) -> Path:
        """What it has written."""
        return self.folder / f"log.{number}"

    def faults(self) -> list[str]:
        """Lines in which a server complains of itself: records of errors, and whatever is no record, as tracebacks are.

        A plug-in that was too slow, on a machine that does much else, is named in the log and harms nobody.
        """
        lines = [line for one in self.running for line in self.log(one).read_text("utf-8").splitlines()]
        signs = ('"level": "error"', "Traceback", "Exception", "a fault of ours")
        bad = [line for line in lines if any(sign in line for sign in signs)]
        return [line for line in bad if '"how": "timeout"' not in line]

    def load(self, number: int = 0) -> Load:
        """What the server holds at this moment."""
        pid = self.running[number].process.pid
        file, process = self.folder / f"tasks.{pid}", psutil.Process(pid)
        file.unlink(missing_ok=True)
        os.kill(pid, signal.SIGUSR2)
        for _ in range(200):
            if file.exists():
                return Load(process.memory_info().rss, process.num_fds(), json.loads(file.read_text("utf-8")))
            time.sleep(0.02)
        raise AssertionError("the server does not tell its tasks")

    def gauge(self, name: str, number: int = 0) -> float:
        """The sum of a measure over its labels."""
        lines = self.running[number].ask("/metrics").body.splitlines()
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith((f"{name} ", f"{name}{{")))


@contextmanager
def hosts(folder: Path, dsn: str, **more: str) -> Iterator[Hosts]:
    """None runs yet, and none is left behind."""
    found = Hosts(folder, dsn, more)
    try:
        yield found
    finally:
        for one in found.running.values():
            if one.process.poll() is None:
                os.killpg(one.process.pid, signal.SIGKILL)
                one.process.wait(timeout=10)
