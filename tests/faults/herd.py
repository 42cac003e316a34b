"""Processes of one program, to be killed."""

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support import forked

ROOT = Path(__file__).parents[2]


class Herd:
    """`size` of them; each says `ready` when it is at work, and each that is killed has a successor."""

    def __init__(self, program: str, dsn: str, size: int, ready: str) -> None:
        self._program, self._dsn, self._ready = program, dsn, ready
        self._running = [self._started() for _ in range(size)]
        for one in self._running:
            self._at_work(one)

    def kill_one(self, chance: random.Random) -> None:
        """Without a warning; back when its successor is at work."""
        place = chance.randrange(len(self._running))
        _killed(self._running[place])
        self._running[place] = self._started()
        self._at_work(self._running[place])

    def end(self) -> None:
        """All of them."""
        for one in self._running:
            _killed(one)

    def _started(self) -> forked.Process:
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        return forked.start(self._program, self._dsn, cwd=ROOT, env=env, stdout=forked.PIPE)

    def _at_work(self, process: forked.Process) -> None:
        assert process.stdout is not None
        assert process.stdout.readline() == f"{self._ready}\n"


def _killed(process: forked.Process) -> None:
    process.kill()
    process.communicate()


@contextmanager
def herd(program: str, dsn: str, size: int, ready: str) -> Iterator[Herd]:
    """At work for the block."""
    found = Herd(program, dsn, size, ready)
    try:
        yield found
    finally:
        found.end()
