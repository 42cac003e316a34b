"""A process that has imported the hotline and forks for whoever asks: a command then starts without seconds of imports.

Where a test is about what a command does. Where it is about how a process starts, it starts one as a user does.
`python -m tests.support.forking ADDRESS` listens there until its standard input ends, see `tests.support.forked`.
"""

import gc
import json
import os
import runpy
import select
import signal
import socket
import sys
from typing import Any

import web.app
import web.cli.main  # noqa: F401


def next_process(address: str) -> dict[str, Any]:
    """What is asked for. It returns in a new process, for each that is asked for; in this one it ends with the input."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen(64)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who waits for a process is its watcher
        gc.freeze()
        sys.stdout.write("listening\n")
        sys.stdout.flush()
        while listener in select.select([listener, 0], [], [])[0]:
            caller, _ = listener.accept()
            if os.fork() == 0:
                listener.close()
                return _watched(caller)
            caller.close()
    os._exit(0)


def _watched(caller: socket.socket) -> dict[str, Any]:
    """In the process itself, what it shall be; its watcher tells how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _, files, _, _ = socket.recv_fds(caller, 1, 3)
    with caller.makefile() as lines:
        text = lines.readline()
    pid = os.fork()
    if pid == 0:
        os.setsid()
        for number, file in enumerate(files):
            os.dup2(file, number)
            os.close(file)
        caller.sendall(f"{os.getpid()}\n".encode())  # not before it can be signalled as a group
        caller.close()
        asked: dict[str, Any] = json.loads(text)
        return asked
    for number, file in enumerate(files):
        os.close(file)
        os.dup2(caller.fileno(), number)  # whoever reads its output waits for the process alone
    caller.sendall(f"{os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}\n".encode())
    os._exit(0)


def become(asked: dict[str, Any]) -> None:
    """As if the module had been run in that directory, with that environment and the words behind its name."""
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["env"])
    sys.path[:0] = asked["env"].get("PYTHONPATH", "").split(os.pathsep)
    sys.argv[1:] = asked["words"]
    runpy.run_module(asked["module"], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    become(next_process(sys.argv[1]))
