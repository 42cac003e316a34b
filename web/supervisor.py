"""Several serving processes on one socket: started one after another, started anew when they die, ended together.

The supervisor serves nothing itself; its workers are forks of it. Each holds one end of a pipe whose other end nobody but
the supervisor has: however that ends, the kernel closes the pipe, and the workers end, too.
"""

import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import structlog

from web.server import CUT, STOP_SIGNALS
from web.worker import FAULT, LEAVE_SECONDS, live

PAUSES = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds between a worker's death and its next life, by how often it has died in a row; the last one stands."""

STEADY_SECONDS = 60.0
"""A worker that has lived so long dies for the first time again."""

_log = structlog.get_logger("hotline.supervisor")

Work = Callable[[int, Callable[[], object]], None]
"""What a worker does: its number and whom to tell that it serves; returns when it has been asked to end."""


@dataclass
class _Place:
    """One of the workers, whichever process it is at present."""

    number: int
    pid: int | None = None
    begun: float = 0.0
    served: bool = False
    deaths: int = 0
    due: float = 0.0


class Supervisor:
    """Keeps `count` workers at `work` until a signal asks for the end. `up` is called once all of them serve.

    If the first one ends before it serves, everything ends: what it was refused for, the others would be, too.
    """

    def __init__(self, count: int, work: Work, up: Callable[[], object], drain_seconds: float = 0.0) -> None:
        self._places = [_Place(number) for number in range(count)]
        self._work, self._up = work, up
        self._patience = drain_seconds + LEAVE_SECONDS
        self._lifeline, self._told = os.pipe(), os.pipe()
        self._asked, self._deadline, self._code = 0, 0.0, 0

    def run(self) -> int:
        """The exit code: 0 after a signal, else that of the worker which could not begin."""
        with self._signals() as woken:
            while not self._asked or any(place.pid for place in self._places):
                self._start_due()
                self._rest(woken)
                self._reap()
                self._end_late()
        return self._code

    @contextmanager
    def _signals(self) -> Iterator[socket.socket]:
        woken, waker = socket.socketpair()
        woken.setblocking(False)
        waker.setblocking(False)
        before = {one: signal.signal(one, self._on_signal) for one in STOP_SIGNALS}
        before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)  # so that the pipe is written to
        signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
        try:
            yield woken
        finally:
            signal.set_wakeup_fd(-1)
            for one, handler in before.items():
                signal.signal(one, handler)
            woken.close()
            waker.close()

    def _on_signal(self, *_: object) -> None:
        self._ask()

    def _ask(self) -> None:
        """To end; asked again, to cut off what still runs."""
        self._asked += 1
        if self._asked == 1:
            self._deadline = time.monotonic() + self._patience
        self._send(signal.SIGTERM if self._asked == 1 else CUT)

    def _send(self, kind: signal.Signals) -> None:
        for place in self._places:
            if place.pid:
                os.kill(place.pid, kind)  # not reaped yet, so the number is nobody else's

    def _start_due(self) -> None:
        """The first one alone until it serves: it migrates and seeds for all."""
        now = time.monotonic()
        for place in self._places:
            if not self._asked and place.pid is None and place.due <= now and (place.number == 0 or self._begun):
                self._start(place)

    @property
    def _begun(self) -> bool:
        return self._places[0].served

    def _start(self, place: _Place) -> None:
        sys.stdout.flush()
        # A signal between the fork and the worker's own handlers would be lost in the supervisor's.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
        pid = os.fork()
        if pid == 0:
            os.close(self._lifeline[1])
            live(partial(self._work, place.number, partial(self._tell, place.number)), place.number, self._lifeline[0])
        place.pid, place.begun = pid, time.monotonic()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)

    def _tell(self, number: int) -> None:
        """In the worker."""
        os.write(self._told[1], bytes([number]))

    def _rest(self, woken: socket.socket) -> None:
        ready, _, _ = select.select([woken.fileno(), self._told[0]], [], [], self._until_due())
        if woken.fileno() in ready:
            woken.recv(4096)
        if self._told[0] in ready:
            self._hear(os.read(self._told[0], 4096))

    def _until_due(self) -> float | None:
        if self._asked:
            return max(0.0, self._deadline - time.monotonic())
        dues = [place.due for place in self._places if place.pid is None and (place.number == 0 or self._begun)]
        return max(0.0, min(dues) - time.monotonic()) if dues else None

    def _hear(self, numbers: bytes) -> None:
        news = [self._places[number] for number in numbers if not self._places[number].served]
        for place in news:
            place.served = True
        if news and all(place.served for place in self._places):
            self._up()

    def _reap(self) -> None:
        for place in self._places:
            if place.pid:
                pid, status = os.waitpid(place.pid, os.WNOHANG)
                if pid:
                    place.pid = None
                    self._ended(place, os.waitstatus_to_exitcode(status))

    def _ended(self, place: _Place, code: int) -> None:
        """A negative code is the signal that killed it."""
        if self._asked:
            return
        if not self._begun:
            self._code = code if code > 0 else FAULT
            self._ask()
            return
        now = time.monotonic()
        place.deaths = 1 if now - place.begun > STEADY_SECONDS else place.deaths + 1
        place.due = now + PAUSES[min(place.deaths, len(PAUSES)) - 1]
        _log.error("worker ended", worker=place.number, code=code, deaths=place.deaths)

    def _end_late(self) -> None:
        if self._asked and time.monotonic() >= self._deadline:
            self._send(signal.SIGKILL)
            self._deadline = time.monotonic() + 1.0
