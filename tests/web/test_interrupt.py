"""Ctrl-C while the garbage collector runs a callback: Python drops the exception, and the process must not drop the wish."""

import os
import subprocess
import sys

WORK = """
import gc, os, signal, weakref
from web.interrupt import remembered

class Thing: pass
interrupted = remembered()
thing = Thing()
kept = weakref.ref(thing, lambda _: os.kill(os.getpid(), signal.SIG{name}))
del thing
print("went on", interrupted(), flush=True)
"""


def after(name: str) -> str:
    program = WORK.replace("{name}", name)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=False,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert "KeyboardInterrupt" in done.stderr
    return done.stdout


def test_what_python_drops_is_remembered() -> None:
    assert after("INT") == "went on True\n"
    assert after("TERM") == "went on True\n"


def test_without_a_signal_there_is_nothing_to_remember() -> None:
    program = "from web.interrupt import remembered\nprint(remembered()())"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=True)
    assert said.stdout == "False\n"
