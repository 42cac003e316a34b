"""Being asked to stop before the event loop listens to signals."""

import signal
import types
from collections.abc import Callable


def remembered() -> Callable[[], bool]:
    """From now on SIGINT and SIGTERM raise KeyboardInterrupt, and are not forgotten; whether one came.

    Python drops what a signal raises inside a callback of the garbage collector, and imports are full of those: who goes on
    to something long asks first.
    """
    came: list[int] = []

    def interrupt(number: int, _frame: types.FrameType | None) -> None:
        came.append(number)
        raise KeyboardInterrupt

    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, interrupt)
    return lambda: bool(came)
