"""A worker of `web.supervisor`, from its fork to its end."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

import structlog

from web.cli.failures import failure
from web.crash import tell
from web.server import GRACE_SECONDS, STOP_SIGNALS

LEAVE_SECONDS = GRACE_SECONDS + 3.0
"""From closing the door to the end of a worker; one that takes longer is killed."""

REFUSED, FAULT = 2, 1


def live(work: Callable[[], None], number: int, lifeline: int) -> NoReturn:
    """Work until asked to end, and end the process: the stack it was forked with is the supervisor's to unwind.

    `lifeline` is a pipe that nobody writes to and only the supervisor could.
    """
    code = FAULT
    try:
        _attend(lifeline)
        structlog.contextvars.bind_contextvars(worker=number)
        code = _worked(work)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _attend(lifeline: int) -> None:
    """Obey SIGTERM and the end of the supervisor; what a terminal sends to everybody is the supervisor's to answer."""
    signal.set_wakeup_fd(-1)
    for one in (signal.SIGINT, signal.SIGHUP, signal.SIGCHLD):
        signal.signal(one, _unheeded)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
    threading.Thread(target=_follow, args=(lifeline,), name="lifeline", daemon=True).start()


def _unheeded(_number: int, _frame: FrameType | None) -> None:
    """A handler and not SIG_IGN, which programs started from here would inherit."""


def _follow(lifeline: int) -> None:
    os.read(lifeline, 1)  # returns when nobody is left to write
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(LEAVE_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)


def _worked(work: Callable[[], None]) -> int:
    try:
        work()
    except KeyboardInterrupt:
        return 0
    except Exception as error:
        told = failure(error)
        if told is None:
            tell(error)
            return FAULT
        sys.stderr.write(f"hotline: {told}\n")
        return REFUSED
    return 0
