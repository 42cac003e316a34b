"""How long a stream rests after what it has told, so that nobody's streams take more than their share of a process."""

import asyncio
from collections.abc import Callable, Sequence

from core.access.viewer import Viewer

Pause = Callable[[Sequence[Viewer], int], float]
"""Charges one of those who were told something of that cost; the seconds until they may be told more."""


def at_once(_told: Sequence[Viewer], _points: int) -> float:
    """No pause."""
    return 0.0


async def rest(seconds: float) -> None:
    """Let so much time pass, if any."""
    if seconds:
        await asyncio.sleep(seconds)
