"""`hotline serve` as its users start it: a process group of its own, a directory of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.support import forked
from web.auth.demonstration import demonstration_key, mint

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """A port that nobody has."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def environment(var: Path, root: Path = ROOT, **more: str) -> dict[str, str]:
    """The environment of a bare shell in the checkout at `root`, with a directory of the test's own."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith("HOTLINE_")}
    return {**kept, "PYTHONPATH": str(root), "HOTLINE_VAR": str(var), **more}


def hotline(
    var: Path, *words: str, root: Path = ROOT, typed: str | None = None, **more: str
) -> "subprocess.CompletedProcess[str]":
    """Run a command of the checkout at `root` to its end; `typed` is its standard input."""
    return forked.run("web.cli", *words, cwd=root, env=environment(var, root, **more), typed=typed)


@dataclass
class Answer:
    """A status and a body."""

    status: int
    body: Any = field(default=None)


@dataclass
class Serving:
    """A running `hotline serve`."""

    process: "forked.Process | subprocess.Popen[str]"
    var: Path
    port: int

    def ask(self, path: str, token: str | None = None, query: str | None = None, **variables: Any) -> Answer:
        """GET a path, or POST a query."""
        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
        data = json.dumps({"query": query, "variables": variables}).encode() if query else None
        asked = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, headers)
        try:
            with urllib.request.urlopen(asked, timeout=5) as answer:
                return Answer(answer.status, answer.read().decode())
        except urllib.error.HTTPError as refused:
            with refused:
                return Answer(refused.code, refused.read().decode())

    def query(self, query: str, token: str | None = None, **variables: Any) -> Answer:
        """POST a query; the body comes parsed."""
        answer = self.ask("/graphql", token, query, **variables)
        return Answer(answer.status, json.loads(answer.body))

    def token(self, role: str) -> str:
        """For the operator, say: as `hotline token` gives it, without a process of its own."""
        return mint(demonstration_key(self.var), f"d:{role}", datetime.now(UTC))

    def until_ready(self, patience: float = 30) -> float:
        """Wait for /health/ready; the seconds it took."""
        begun = time.monotonic()
        assert self.comes_up(patience), self.process.communicate()
        return time.monotonic() - begun

    def comes_up(self, patience: float = 30) -> bool:
        """Wait for /health/ready; false if the process ends before."""
        begun = time.monotonic()
        while time.monotonic() - begun < patience:
            if self.process.poll() is not None:
                return False
            try:
                if self.ask("/health/ready").status == 200:
                    return True
            except OSError:  # not listening yet, or listening and still starting
                time.sleep(0.05)
        raise AssertionError(f"not ready after {patience} s")

    def stop(self, kind: signal.Signals = signal.SIGINT) -> tuple[float, str, str]:
        """Signal the process group as a terminal does; seconds until the end, standard output, standard error."""
        begun = time.monotonic()
        os.killpg(self.process.pid, kind)
        out, err = self.process.communicate(timeout=20)
        return time.monotonic() - begun, out, err


def serve(
    var: Path,
    *words: str,
    root: Path = ROOT,
    port: int | None = None,
    output: int = subprocess.PIPE,
    start: Callable[..., Any] = forked.start,
    **more: str,
) -> Serving:
    """Start `hotline serve` of the checkout at `root` in a process group of its own, on a free port unless one is given.

    A server that may say much is given `subprocess.DEVNULL` or an open file's number: nobody reads the pipe while it runs,
    and a full one stops it. `start` may be `from_nothing`.
    """
    port = port or free_port()
    env = environment(var, root, HOTLINE_PORT=str(port), **more)
    process = start("web.cli", "serve", *words, cwd=root, env=env, stdout=output, stderr=output)
    return Serving(process, var, port)


def from_nothing(module: str, *words: str, **more: Any) -> "subprocess.Popen[str]":
    """The same as `forked.start` in a Python that has imported nothing yet, as users start it."""
    return subprocess.Popen([sys.executable, "-m", module, *words], text=True, start_new_session=True, **more)


@contextmanager
def running(var: Path, *words: str, **more: Any) -> Iterator[Serving]:
    """`serve` for the block; nothing of it stays behind, whatever happens in there."""
    started = serve(var, *words, **more)
    try:
        yield started
    finally:
        if started.process.poll() is None:
            started.stop()
