"""The servers that are compared: each a process of its own on a core of its own."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import httpx

ROOT = Path(__file__).parents[2]
PEERS = Path(__file__).parent / "peers"


@dataclass
class Server:
    """A running server. `publish_at` takes a broadcast where one publishes by HTTP."""

    name: str
    process: "subprocess.Popen[bytes]"
    port: int
    path: str
    publish_at: str = ""

    def cpu(self) -> float:
        """Seconds of processor time, of all its threads."""
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(one.read_text().split()[0]) for one in tasks) / 1e9

    async def publish(self, body: bytes, count: int) -> float:
        """Have it broadcast so often; when that was asked."""
        begun = perf_counter()
        async with httpx.AsyncClient() as client:
            headers = {"content-type": "application/json"}
            answer = await client.post(
                f"http://127.0.0.1:{self.port}{self.publish_at}?n={count}", content=body, headers=headers, timeout=60
            )
        answer.raise_for_status()
        return begun


def ours(port: int, var: Path, plugins_toml: Path) -> tuple[list[str], dict[str, str]]:
    """The hotline as it is served, with the bundled plug-ins."""
    environment = {"HOTLINE_VAR": str(var), "HOTLINE_PORT": str(port), "HOTLINE_PLUGINS_TOML": str(plugins_toml)}
    for kind in ("PEOPLE", "SERVICES"):
        environment[f"HOTLINE_RATE_{kind}"] = "1000000000"
    return [sys.executable, "-m", "web.cli", "serve", "--demo"], environment


def raw(port: int) -> tuple[list[str], dict[str, str]]:
    """See `benchmarks.fan_out.raw`."""
    return [sys.executable, "-m", "benchmarks.fan_out.raw", str(port)], {}


def mercurius(port: int, modules: Path) -> tuple[list[str], dict[str, str]]:
    """See `peers/mercurius.mjs`, copied to where its packages are installed."""
    copy = modules / "mercurius.mjs"
    copy.write_text((PEERS / "mercurius.mjs").read_text("utf-8"), "utf-8")
    return ["node", str(copy)], {"PORT": str(port)}


@contextmanager
def running(
    name: str, command: tuple[list[str], dict[str, str]], port: int, path: str, *, ready: str, publish_at: str = "",
    core: int | None, log: Path,
) -> Iterator[Server]:  # fmt: skip
    """Start it on its core, and wait until it answers."""
    words, environment = command
    kept = {key: value for key, value in os.environ.items() if not key.startswith("HOTLINE_")}
    with log.open("wb") as output:
        process = subprocess.Popen(
            words, cwd=ROOT, env={**kept, "PYTHONPATH": str(ROOT), **environment}, stdout=output,
            stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    if core is not None:
        os.sched_setaffinity(process.pid, {core})
    try:
        _until_ready(process, f"http://127.0.0.1:{port}{ready}", log)
        yield Server(name, process, port, path, publish_at)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _until_ready(process: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
    for _ in range(600):
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except urllib.error.HTTPError as answered:
            with answered:
                if answered.code == 404:
                    return
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def install(modules: Path) -> None:
    """Install the locked packages into a folder outside the checkout, unless they are there."""
    modules.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        (modules / name).write_text((PEERS / name).read_text("utf-8"), "utf-8")
    wanted = json.loads((PEERS / "package.json").read_text("utf-8"))["dependencies"]
    if not all((modules / "node_modules" / name).exists() for name in wanted):
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=modules, check=True)
