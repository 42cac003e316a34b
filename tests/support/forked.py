"""Processes of the hotline's own modules, forked from one per test process that has imported them, see `forking`."""

import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from subprocess import DEVNULL, PIPE, STDOUT
from typing import IO, Any

ROOT = Path(__file__).parents[2]


class Process:
    """One of them, as `subprocess.Popen` would show it; it is the leader of a session of its own."""

    def __init__(
        self, args: tuple[str, ...], watcher: socket.socket, out: "IO[str] | None", err: "IO[str] | None"
    ) -> None:
        self.args, self.stdout, self.stderr = args, out, err
        self._watcher, self._told = watcher, watcher.makefile()
        self.pid = int(self._told.readline())
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """See Popen."""
        return self._ended_within(0)

    def wait(self, timeout: float | None = None) -> int:
        """See Popen. Raises subprocess.TimeoutExpired."""
        code = self._ended_within(timeout)
        if code is None:
            assert timeout is not None
            raise subprocess.TimeoutExpired(self.args, timeout)
        return code

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """See Popen; empty is what was not piped. Raises subprocess.TimeoutExpired."""
        with ThreadPoolExecutor(2) as readers:
            read = [readers.submit(one.read) if one else None for one in (self.stdout, self.stderr)]
            try:
                self.wait(timeout)
            except subprocess.TimeoutExpired:
                os.killpg(self.pid, signal.SIGKILL)  # what is read would never end
                raise
            out, err = (one.result() if one else "" for one in read)
        for one in filter(None, (self.stdout, self.stderr)):
            one.close()
        return out, err

    def send_signal(self, kind: int) -> None:
        """See Popen."""
        if self.poll() is None:
            os.kill(self.pid, kind)

    def kill(self) -> None:
        """See Popen."""
        self.send_signal(signal.SIGKILL)

    def _ended_within(self, seconds: float | None) -> int | None:
        if self.returncode is None and select.select([self._watcher], [], [], seconds)[0]:
            self.returncode = int(self._told.readline())
            self._told.close()
            self._watcher.close()
        return self.returncode


def start(
    module: str,
    *words: str,
    cwd: Path,
    env: Mapping[str, str],
    stdin: Any = DEVNULL,
    stdout: Any = None,
    stderr: Any = None,
) -> Process:
    """`python -m MODULE WORDS` in a session of its own; the rest as `subprocess.Popen` takes it, text it gives."""
    asked = {"module": module, "words": words, "cwd": str(cwd), "env": dict(env)}
    given, out = _end_of(stdin, 0), _end_of(stdout, 1)
    err = _end_of(out[0] if stderr == STDOUT else stderr, 2)
    watcher = socket.socket(socket.AF_UNIX)
    try:
        watcher.connect(_listening())
        socket.send_fds(watcher, [b"."], [given[0], out[0], err[0]])
    finally:
        for file, _ in (given, out, err):
            os.close(file)
    watcher.sendall(f"{json.dumps(asked)}\n".encode())
    return Process((module, *words), watcher, out[1], err[1])


def run(
    module: str, *words: str, cwd: Path, env: Mapping[str, str], typed: str | None = None, timeout: float = 30
) -> "subprocess.CompletedProcess[str]":
    """The same to its end; `typed` is its standard input. Raises subprocess.TimeoutExpired."""
    with tempfile.TemporaryFile("w+") as given:
        given.write(typed or "")
        given.seek(0)
        process = start(module, *words, cwd=cwd, env=env, stdin=given, stdout=PIPE, stderr=PIPE)
    told = process.communicate(timeout)
    return subprocess.CompletedProcess(process.args, process.wait(), *told)


def _end_of(given: Any, number: int) -> "tuple[int, IO[str] | None]":
    """The descriptor for the process, and what we read from it."""
    if given == PIPE:
        read, write = os.pipe()
        return write, os.fdopen(read)
    if given == DEVNULL:
        return os.open(os.devnull, os.O_RDWR), None
    return os.dup(number if given is None else given if isinstance(given, int) else given.fileno()), None


@cache
def _listening() -> str:
    """The address of this test process's own; it ends with it, however it ends."""
    folder = tempfile.mkdtemp(prefix="hotline-forking-")
    address = f"{folder}/socket"
    env = {name: value for name, value in os.environ.items() if not name.upper().startswith("HOTLINE_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.forking", address],
        cwd=ROOT, env={**env, "PYTHONPATH": str(ROOT)}, stdin=PIPE, stdout=PIPE, start_new_session=True,
    )  # fmt: skip
    atexit.register(_end, process, folder)
    assert process.stdout is not None
    assert process.stdout.readline() == b"listening\n"
    return address


def _end(process: "subprocess.Popen[bytes]", folder: str) -> None:
    process.communicate()
    Path(folder, "socket").unlink()
    Path(folder).rmdir()
